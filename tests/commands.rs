//! Commands, run by `Router::run`: each row of the contract that the core implements.

use std::{
    sync::{Arc, mpsc},
    time::Duration,
};

use bytelane::{
    Call, Payload, Refusal, Reply, ReplySlot, Router, command, generate_handler,
    ipc::{CommandArg, CommandItem, Invoke, InvokeError},
    payload::Body,
    router::{Outcome, TokioExecutor},
    wire::{Code, PayloadKind},
};
use serde_json::{Value, json};

/// Sends a call and waits for its reply.
fn dispatch(router: &Router, call: Call) -> Reply {
    let (sender, receiver) = mpsc::channel();
    router.run(
        call,
        ReplySlot::new(move |reply| sender.send(reply).expect("the test waits")),
    );
    receiver
        .recv_timeout(Duration::from_secs(10))
        .expect("every call is answered")
}

fn call(command: &str, arguments: &Value) -> Call {
    Call::new(
        command,
        Payload::from_value(arguments).expect("JSON becomes a payload"),
    )
}

fn text_of(body: Body) -> Value {
    match body {
        Body::Payload(Payload::None) => Value::Null,
        Body::Payload(Payload::Json(text)) => {
            serde_json::from_slice(&text).expect("the answer is JSON")
        }
        other => panic!("the answer is {other:?}"),
    }
}

/// Returns what the page's promise settles with: a value, or the error value of the command.
fn settle(router: &Router, command: &str, arguments: &Value) -> Result<Value, Value> {
    match dispatch(router, call(command, arguments)).outcome {
        Outcome::Done(body) => Ok(text_of(body)),
        Outcome::Failed(body) => Err(text_of(body)),
        other => panic!("command {command} was answered with {other:?}"),
    }
}

fn refusal(router: &Router, call: Call) -> Refusal {
    dispatch(router, call)
        .refusal()
        .expect("the call is refused")
        .clone()
}

/// Creates a router whose commands run on threads of the runtime, which must outlive it.
fn threaded(
    handler: impl Fn(Invoke) -> bool + Send + Sync + 'static,
) -> (tokio::runtime::Runtime, Router) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime starts");
    let router = Router::new(handler).with_executor(TokioExecutor::new(runtime.handle().clone()));
    (runtime, router)
}

mod arguments {
    use super::*;
    use bytelane::{
        Bytes,
        ipc::{InvokeBody, Request},
    };

    #[derive(serde::Deserialize)]
    struct Point {
        x: i32,
        y: i32,
    }

    #[derive(serde::Deserialize)]
    struct Pair(i32, i32);

    #[command]
    fn casing(file_name: String, r#type: u8, _unused: bool) -> String {
        format!("{file_name} {type}", type = r#type)
    }

    #[command(rename_all = "snake_case", rename = "snake")]
    fn casing_in_snake(file_name: String) -> String {
        file_name
    }

    #[command]
    fn patterns(Point { x, y }: Point, Pair(left, right): Pair, mut count: i32) -> i32 {
        count += x + y;
        count + left + right
    }

    #[command]
    fn optional(name: Option<String>) -> Option<String> {
        name
    }

    #[command]
    fn borrowed(name: &str, nick: Option<&str>) -> String {
        format!("{name} {}", nick.unwrap_or("-"))
    }

    #[command]
    async fn borrowed_later(name: &str, nick: Option<&str>, point: Point) -> String {
        tokio::task::yield_now().await;
        format!("{name} {} {}", nick.unwrap_or("-"), point.x)
    }

    #[command]
    fn attached(name: &str, pixels: &[u8], thumbs: Vec<Bytes>) -> Bytes {
        assert_eq!((name, pixels), ("a", &[1, 2, 3][..]));
        thumbs.into_iter().nth(1).expect("there are two")
    }

    #[command]
    async fn attached_later(name: &str, pixels: &[u8], thumbs: Vec<Bytes>) -> Vec<u8> {
        tokio::task::yield_now().await;
        attached(name, pixels, thumbs).to_vec()
    }

    #[command]
    fn body(request: Request<'_>) -> Result<usize, String> {
        let InvokeBody::Raw(bytes) = request.body() else {
            return Err("not bytes".into());
        };
        let length = request.headers().get("x-length").ok_or("no header")?;
        assert_eq!(
            length.to_str().expect("the header is text"),
            bytes.len().to_string()
        );
        Ok(bytes.len())
    }

    #[command]
    async fn body_later(request: Request<'_>) -> usize {
        tokio::task::yield_now().await;
        match request.body() {
            InvokeBody::Raw(bytes) => bytes.len(),
            InvokeBody::Json(_) => 0,
        }
    }

    #[command]
    fn compiled_out(#[cfg(any())] absent: NoSuchType, present: i32) -> i32 {
        present
    }

    fn router() -> (tokio::runtime::Runtime, Router) {
        threaded(generate_handler![
            casing,
            casing_in_snake,
            patterns,
            optional,
            borrowed,
            borrowed_later,
            attached,
            attached_later,
            body,
            body_later,
            compiled_out
        ])
    }

    #[test]
    fn keys_are_camel_case_unless_renamed() {
        let (_runtime, router) = router();
        let arguments = json!({"fileName": "a", "type": 7, "unused": true});
        assert_eq!(settle(&router, "casing", &arguments), Ok(json!("a 7")));
        assert_eq!(
            settle(&router, "snake", &json!({"file_name": "a"})),
            Ok(json!("a"))
        );
        assert_eq!(
            refusal(&router, call("casing_in_snake", &json!({}))).code(),
            Code::UnknownCommand
        );
    }

    #[test]
    fn patterns_are_read_under_the_name_of_their_type() {
        let (_runtime, router) = router();
        let arguments = json!({"point": {"x": 1, "y": 2}, "pair": [3, 4], "count": 10});
        assert_eq!(settle(&router, "patterns", &arguments), Ok(json!(20)));
    }

    #[test]
    fn arguments_may_be_compiled_out() {
        let (_runtime, router) = router();
        assert_eq!(
            settle(&router, "compiled_out", &json!({"present": 1})),
            Ok(json!(1))
        );
    }

    #[test]
    fn options_may_be_missing_or_null() {
        let (_runtime, router) = router();
        assert_eq!(settle(&router, "optional", &json!({})), Ok(Value::Null));
        assert_eq!(
            settle(&router, "optional", &json!({"name": null})),
            Ok(Value::Null)
        );
        assert_eq!(
            settle(&router, "optional", &json!({"name": "a"})),
            Ok(json!("a"))
        );
    }

    #[test]
    fn arguments_may_be_borrowed() {
        let (_runtime, router) = router();
        assert_eq!(
            settle(&router, "borrowed", &json!({"name": "a", "nick": "b"})),
            Ok(json!("a b"))
        );
        let arguments = json!({"name": "a", "nick": null, "point": {"x": 1, "y": 2}});
        assert_eq!(
            settle(&router, "borrowed_later", &arguments),
            Ok(json!("a - 1"))
        );
    }

    #[test]
    fn borrowed_arguments_may_have_escapes() {
        let (_runtime, router) = router();
        let name = "a \"quoted\"\nline \\ \u{e9} \u{1f600}";
        assert_eq!(
            settle(&router, "borrowed", &json!({"name": name, "nick": "\t"})),
            Ok(json!(format!("{name} \t")))
        );
        // The text lives as long as the call, beyond its first await.
        let arguments = json!({"name": name, "nick": name, "point": {"x": 1, "y": 2}});
        assert_eq!(
            settle(&router, "borrowed_later", &arguments),
            Ok(json!(format!("{name} {name} 1")))
        );
    }

    #[test]
    fn bytes_are_arguments_and_answers() {
        #[derive(serde::Serialize)]
        struct Arguments {
            name: &'static str,
            pixels: Bytes,
            thumbs: Vec<Bytes>,
        }
        let arguments = Arguments {
            name: "a",
            pixels: vec![1, 2, 3].into(),
            thumbs: vec![vec![4].into(), vec![5, 6].into()],
        };
        let (_runtime, router) = router();
        for command in ["attached", "attached_later"] {
            let payload = Payload::from_value(&arguments).expect("it becomes a payload");
            assert_eq!(payload.kind(), PayloadKind::Mixed);
            let outcome = dispatch(&router, Call::new(command, payload)).outcome;
            let Outcome::Done(Body::Payload(Payload::Raw(bytes))) = outcome else {
                panic!("{command} answers with {outcome:?}")
            };
            assert_eq!(bytes[..], [5, 6]);
        }
    }

    #[test]
    fn request_has_bytes_and_headers() {
        let (_runtime, router) = router();
        let mut raw = Call::new("body", Payload::Raw(vec![1, 2, 3].into()));
        raw.headers
            .insert("x-length", "3".parse().expect("a header"));
        let Outcome::Done(answer) = dispatch(&router, raw).outcome else {
            panic!("the call fails")
        };
        assert_eq!(text_of(answer), json!(3));
        let later = Call::new("body_later", Payload::Raw(vec![1].into()));
        let Outcome::Done(answer) = dispatch(&router, later).outcome else {
            panic!("the call fails")
        };
        assert_eq!(text_of(answer), json!(1));
        assert_eq!(settle(&router, "body", &json!({})), Err(json!("not bytes")));
    }

    #[test]
    fn missing_key_is_named() {
        let (_runtime, router) = router();
        for (command, arguments, key) in [
            ("casing", json!({"fileName": "a"}), "type"),
            ("borrowed_later", json!({}), "name"),
        ] {
            let refusal = refusal(&router, call(command, &arguments));
            assert_eq!(
                (refusal.code(), refusal.command(), refusal.key()),
                (Code::BadArguments, Some(command), Some(key))
            );
            assert_eq!(
                refusal.message(),
                format!(
                    "invalid args `{key}` for command `{command}`: command {command} missing required key {key}"
                )
            );
        }
    }

    #[test]
    fn wrong_type_is_named() {
        let (_runtime, router) = router();
        let refusal = refusal(
            &router,
            call("casing", &json!({"fileName": 7, "type": 7, "unused": true})),
        );
        assert_eq!(
            (refusal.code(), refusal.command(), refusal.key()),
            (Code::BadArguments, Some("casing"), Some("fileName"))
        );
        assert!(
            refusal
                .message()
                .starts_with("invalid args `fileName` for command `casing`: "),
            "{}",
            refusal.message()
        );
    }

    #[test]
    fn bytes_have_no_keys() {
        let (_runtime, router) = router();
        for (command, key) in [("compiled_out", "present"), ("optional", "name")] {
            let refusal = refusal(&router, Call::new(command, Payload::Raw(vec![1].into())));
            assert_eq!(
                (refusal.code(), refusal.command(), refusal.key()),
                (Code::BadArguments, Some(command), Some(key))
            );
            let text = format!(
                "command {command} expected a value for key {key} but the IPC call used a bytes payload"
            );
            assert_eq!(
                refusal.message(),
                format!("invalid args `{key}` for command `{command}`: {text}")
            );
        }
    }
}

mod state {
    use super::*;
    use bytelane::{State, state::StateStore};

    struct Counter(i32);

    #[command]
    fn peek(counter: State<'_, Counter>) -> i32 {
        counter.0
    }

    #[command]
    async fn peek_later(name: &str, counter: State<'_, Counter>) -> Result<String, ()> {
        tokio::task::yield_now().await;
        Ok(format!("{name}{}", counter.0))
    }

    #[command]
    async fn peek_later_plainly(counter: State<'_, Counter>) -> i32 {
        tokio::task::yield_now().await;
        counter.inner().0
    }

    fn router(state: StateStore) -> (tokio::runtime::Runtime, Router) {
        let (runtime, router) = threaded(generate_handler![peek, peek_later, peek_later_plainly]);
        (runtime, router.with_state(Arc::new(state)))
    }

    #[test]
    fn managed_state_is_an_argument() {
        let state = StateStore::default();
        assert!(state.set(Counter(7)));
        let (_runtime, router) = router(state);
        assert_eq!(settle(&router, "peek", &json!({})), Ok(json!(7)));
        assert_eq!(
            settle(&router, "peek_later", &json!({"name": "a"})),
            Ok(json!("a7"))
        );
        assert_eq!(
            settle(&router, "peek_later_plainly", &json!({})),
            Ok(json!(7))
        );
    }

    #[test]
    fn missing_state_is_refused() {
        let (_runtime, router) = router(StateStore::default());
        let refusal = refusal(&router, call("peek", &json!({})));
        assert_eq!(
            (refusal.code(), refusal.command(), refusal.key()),
            (Code::BadArguments, Some("peek"), Some("counter"))
        );
        assert_eq!(
            refusal.message(),
            "state not managed for field `counter` on command `peek`. You must call `.manage()` before using this command"
        );
    }
}

mod answers {
    use super::*;
    use bytelane::ipc::{InvokeResponseBody, Response};

    type Fallible<T> = Result<T, Failure>;

    #[derive(serde::Serialize)]
    #[serde(tag = "kind")]
    enum Failure {
        TooLarge { limit: u32 },
    }

    #[command]
    fn nothing() {}

    #[command]
    async fn nothing_later() {}

    #[command]
    fn list() -> Vec<String> {
        vec!["a".into()]
    }

    #[command]
    fn fallible(fail: bool) -> Result<u32, String> {
        if fail { Err("no".into()) } else { Ok(7) }
    }

    #[command]
    fn alias(fail: bool) -> Fallible<u32> {
        if fail {
            Err(Failure::TooLarge { limit: 3 })
        } else {
            Ok(7)
        }
    }

    #[command]
    async fn alias_later(fail: bool) -> Fallible<()> {
        if fail {
            Err(Failure::TooLarge { limit: 3 })
        } else {
            Ok(())
        }
    }

    #[command]
    fn unit_error() -> Result<(), ()> {
        Err(())
    }

    #[command]
    fn io_error() -> Result<(), InvokeError> {
        Err(InvokeError::from_error(std::io::Error::other(
            "disk on fire",
        )))
    }

    #[command]
    fn response() -> Response {
        Response::new(vec![1, 2, 3])
    }

    #[command]
    fn response_or_error() -> Result<InvokeResponseBody, String> {
        Ok(InvokeResponseBody::Raw(vec![1, 2, 3]))
    }

    fn router() -> (tokio::runtime::Runtime, Router) {
        threaded(generate_handler![
            nothing,
            nothing_later,
            list,
            fallible,
            alias,
            alias_later,
            unit_error,
            io_error,
            response,
            response_or_error
        ])
    }

    #[test]
    fn values_are_answers() {
        let (_runtime, router) = router();
        assert_eq!(settle(&router, "nothing", &json!({})), Ok(Value::Null));
        assert_eq!(
            settle(&router, "nothing_later", &json!({})),
            Ok(Value::Null)
        );
        assert_eq!(settle(&router, "list", &json!({})), Ok(json!(["a"])));
    }

    #[test]
    fn results_resolve_or_reject_even_by_an_alias() {
        let (_runtime, router) = router();
        let failure = json!({"kind": "TooLarge", "limit": 3});
        assert_eq!(
            settle(&router, "fallible", &json!({"fail": false})),
            Ok(json!(7))
        );
        assert_eq!(
            settle(&router, "fallible", &json!({"fail": true})),
            Err(json!("no"))
        );
        assert_eq!(
            settle(&router, "alias", &json!({"fail": false})),
            Ok(json!(7))
        );
        assert_eq!(
            settle(&router, "alias", &json!({"fail": true})),
            Err(failure.clone())
        );
        assert_eq!(
            settle(&router, "alias_later", &json!({"fail": false})),
            Ok(Value::Null)
        );
        assert_eq!(
            settle(&router, "alias_later", &json!({"fail": true})),
            Err(failure)
        );
        assert_eq!(settle(&router, "unit_error", &json!({})), Err(Value::Null));
        assert_eq!(
            settle(&router, "io_error", &json!({})),
            Err(json!("disk on fire"))
        );
    }

    #[test]
    fn responses_are_bytes() {
        let (_runtime, router) = router();
        for command in ["response", "response_or_error"] {
            let Outcome::Done(Body::Payload(Payload::Raw(bytes))) =
                dispatch(&router, call(command, &json!({}))).outcome
            else {
                panic!("{command} does not answer with bytes")
            };
            assert_eq!(bytes[..], [1, 2, 3]);
        }
    }
}

mod handler {
    use super::*;

    mod files {
        use bytelane::command;

        #[command]
        pub(crate) fn size() -> u32 {
            1
        }

        pub(crate) mod deep {
            #[bytelane::command(rename = "plugin:files|open")]
            pub(crate) fn open() -> u32 {
                2
            }
        }
    }

    mod shared {
        #[bytelane::command]
        pub(crate) fn listed() -> u32 {
            3
        }
    }

    use shared::*;

    #[command]
    fn r#match() -> u32 {
        4
    }

    /// Represents the runtime of an application.
    trait Runtime: 'static {}

    struct Wry;

    impl Runtime for Wry {}

    struct AppHandle<R: Runtime>(std::marker::PhantomData<R>);

    impl<'de> CommandArg<'de> for AppHandle<Wry> {
        fn from_command(_: CommandItem<'de>) -> Result<Self, InvokeError> {
            Ok(Self(std::marker::PhantomData))
        }
    }

    #[command]
    fn generic<R: Runtime>(app: AppHandle<R>, add: u32) -> u32 {
        let AppHandle(_) = app;
        5 + add
    }

    #[command]
    async fn generic_later<R: Runtime + Send>(app: AppHandle<R>) -> Result<u32, String> {
        let AppHandle(_) = app;
        Ok(6)
    }

    #[cfg(any())]
    #[command]
    fn compiled_out() {}

    fn router() -> (tokio::runtime::Runtime, Router) {
        threaded(generate_handler![
            #![plugin(files)]
            files::size,
            files::deep::open,
            listed,
            r#match,
            self::generic,
            generic_later,
            #[cfg(any())]
            compiled_out,
        ])
    }

    #[test]
    fn commands_of_all_modules_are_found_by_name() {
        let (_runtime, router) = router();
        let expected = [
            ("size", 1),
            ("plugin:files|open", 2),
            ("listed", 3),
            ("match", 4),
            ("generic", 5),
            ("generic_later", 6),
        ];
        for (command, answer) in expected {
            assert_eq!(
                settle(&router, command, &json!({"add": 0})),
                Ok(json!(answer)),
                "{command}"
            );
        }
    }

    #[test]
    fn unknown_command_is_named() {
        let (_runtime, router) = router();
        for command in ["open", "siz", "sizes", "", "compiled_out", "généric"] {
            let refusal = refusal(&router, call(command, &json!({})));
            assert_eq!(
                (refusal.code(), refusal.command()),
                (Code::UnknownCommand, Some(command))
            );
            assert_eq!(refusal.message(), format!("Command {command} not found"));
        }
    }

    #[test]
    fn empty_list_has_no_command() {
        let router = Router::new(generate_handler![]);
        assert_eq!(
            refusal(&router, call("size", &json!({}))).code(),
            Code::UnknownCommand
        );
    }

    #[test]
    fn commands_in_a_function_are_listed_there() {
        #[command]
        fn local() -> u32 {
            7
        }
        let router = Router::new(generate_handler![local, files::size]);
        assert_eq!(settle(&router, "local", &json!({})), Ok(json!(7)));
    }

    #[test]
    fn handlers_can_delegate() {
        let commands = generate_handler![files::size];
        let router = Router::new(move |invoke: Invoke| match invoke.message.command() {
            "own" => {
                invoke.resolver.resolve(8);
                true
            }
            "lost" => {
                drop(invoke);
                true
            }
            _ => commands(invoke),
        });
        assert_eq!(settle(&router, "own", &json!({})), Ok(json!(8)));
        assert_eq!(settle(&router, "size", &json!({})), Ok(json!(1)));
        assert_eq!(
            refusal(&router, call("lost", &json!({}))).code(),
            Code::NoReply
        );
        assert_eq!(
            refusal(&router, call("other", &json!({}))).message(),
            "Command other not found"
        );
    }

    #[test]
    fn resolver_dropped_elsewhere_is_answered_too() {
        let router = Router::new(|invoke| {
            std::thread::spawn(move || drop(invoke));
            true
        });
        assert_eq!(
            refusal(&router, call("any", &json!({}))).code(),
            Code::NoReply
        );
    }

    #[test]
    fn many_commands_are_all_found() {
        macro_rules! check_all {
            ($($name:ident)*) => {
                $(#[command] fn $name() -> &'static str { stringify!($name) })*
                let router = Router::new(generate_handler![$($name),*]);
                $(assert_eq!(settle(&router, stringify!($name), &json!({})), Ok(json!(stringify!($name))));)*
            };
        }
        check_all! { zz z y10 y1 y aa a b c ab abc ac x w v u t s r q p o n m l k j i h g f e d }
    }
}

mod run {
    use super::*;
    use std::thread;

    #[command]
    fn panics() {
        panic!("on purpose");
    }

    #[command]
    async fn panics_later() {
        tokio::task::yield_now().await;
        panic!("on purpose");
    }

    #[command]
    async fn waits(life: Life) {
        life.poked.notified().await;
        life.reports.send("alive").expect("the test waits");
        std::future::pending::<()>().await;
        drop(life);
    }

    /// Reports when it is poked and when it is dropped.
    struct Life {
        reports: mpsc::Sender<&'static str>,
        poked: Arc<tokio::sync::Notify>,
    }

    impl Drop for Life {
        fn drop(&mut self) {
            let _ = self.reports.send("dropped");
        }
    }

    impl<'de> CommandArg<'de> for Life {
        fn from_command(item: CommandItem<'de>) -> Result<Self, InvokeError> {
            let (reports, poked) = item
                .message
                .caller()
                .extensions
                .get::<(mpsc::Sender<&'static str>, Arc<tokio::sync::Notify>)>()
                .expect("the test inserts it")
                .clone();
            Ok(Self { reports, poked })
        }
    }

    #[command]
    fn thread() -> String {
        format!("{:?}", thread::current().id())
    }

    #[command(async)]
    fn thread_off_main() -> String {
        thread()
    }

    #[command(main_thread)]
    fn thread_on_main() -> String {
        thread()
    }

    #[test]
    fn panics_are_answered() {
        let (_runtime, router) = threaded(generate_handler![panics, panics_later]);
        for command in ["panics", "panics_later"] {
            let refusal = refusal(&router, call(command, &json!({})));
            assert_eq!(
                (refusal.code(), refusal.command()),
                (Code::HandlerPanicked, Some(command))
            );
        }
    }

    #[test]
    fn cancel_drops_the_future() {
        let (_runtime, router) = threaded(generate_handler![waits]);
        let (reports, reported) = mpsc::channel::<&'static str>();
        let poked = Arc::new(tokio::sync::Notify::new());
        let mut call = call("waits", &json!({}));
        Arc::get_mut(&mut call.caller)
            .expect("the caller is not shared")
            .extensions
            .insert((reports, Arc::clone(&poked)));
        let cancel = call.cancel.clone();
        let (sender, receiver) = mpsc::channel();
        router.run(
            call,
            ReplySlot::new(move |reply| sender.send(reply).expect("the test waits")),
        );
        poked.notify_one();
        assert_eq!(
            reported.recv_timeout(Duration::from_secs(10)),
            Ok("alive"),
            "the future is not dropped before it is cancelled"
        );
        cancel.cancel();
        assert_eq!(
            reported.recv_timeout(Duration::from_secs(10)),
            Ok("dropped"),
            "the future is dropped"
        );
        let reply = receiver
            .recv_timeout(Duration::from_secs(10))
            .expect("the call is answered");
        assert_eq!(
            reply.refusal().expect("it is refused").code(),
            Code::Cancelled
        );
    }

    /// Runs commands for the main thread on the calling thread, and all others on other threads.
    struct MainHere;

    impl bytelane::router::Executor for MainHere {
        fn run_blocking(&self, work: Box<dyn FnOnce() + Send>) {
            thread::spawn(work);
        }

        fn spawn(&self, work: std::pin::Pin<Box<dyn Future<Output = ()> + Send>>) {
            thread::spawn(|| futures_util::future::FutureExt::now_or_never(work));
        }

        fn run_on_main_thread(&self, work: Box<dyn FnOnce() + Send>) {
            work();
        }
    }

    #[test]
    fn main_thread_is_an_option() {
        let router = Router::new(generate_handler![thread, thread_off_main, thread_on_main])
            .with_executor(MainHere);
        let here = json!(format!("{:?}", thread::current().id()));
        assert_eq!(
            settle(&router, "thread_on_main", &json!({})),
            Ok(here.clone())
        );
        assert_ne!(settle(&router, "thread", &json!({})), Ok(here.clone()));
        assert_ne!(settle(&router, "thread_off_main", &json!({})), Ok(here));
    }
}

mod returned_futures {
    use std::future::Future;

    use super::*;

    #[command(async)]
    fn later(number: u32) -> impl Future<Output = Result<u32, String>> {
        let is_even = number.is_multiple_of(2);
        async move {
            tokio::task::yield_now().await;
            if is_even {
                Ok(number)
            } else {
                Err(format!("{number} is odd"))
            }
        }
    }

    #[command]
    #[allow(
        clippy::manual_async_fn,
        reason = "a command of this form is under test"
    )]
    fn borrowed(text: &str) -> impl Future<Output = String> + Send {
        async move { text.to_uppercase() }
    }

    /// A function that returns a future is awaited, whether or not the option `async` says so.
    #[test]
    fn a_returned_future_is_awaited() {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let router = Router::new(generate_handler![later, borrowed])
            .with_executor(TokioExecutor::new(runtime.handle().clone()));
        let settle = |command, arguments| settle(&router, command, &arguments);
        assert_eq!(settle("later", json!({ "number": 2 })), Ok(json!(2)));
        assert_eq!(
            settle("later", json!({ "number": 3 })),
            Err(json!("3 is odd"))
        );
        assert_eq!(
            settle("borrowed", json!({ "text": "a\n" })),
            Ok(json!("A\n"))
        );
    }
}

mod extensions {
    use bytelane::ipc::Extension;

    use super::*;

    #[derive(Clone)]
    struct Tab(u32);

    #[command]
    fn number(tab: Extension<Tab>) -> u32 {
        tab.0.0
    }

    #[test]
    fn an_extension_of_the_webview_is_an_argument() {
        let router = Router::new(generate_handler![number]);
        let mut call = call("number", &json!({}));
        let caller = Arc::get_mut(&mut call.caller).expect("the caller is not shared");
        caller.extensions.insert(Tab(7));
        let answer = dispatch(&router, call).into_value::<u32>();
        assert_eq!(answer.expect("a number"), 7);
    }

    #[test]
    fn a_missing_extension_is_refused_by_its_type() {
        let router = Router::new(generate_handler![number]);
        let refusal = refusal(&router, call("number", &json!({})));
        assert_eq!(refusal.code(), Code::BadArguments);
        assert!(refusal.message().contains("Tab"), "{}", refusal.message());
    }
}
