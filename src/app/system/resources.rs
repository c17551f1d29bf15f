//! Things of Rust that a page refers to by a number.

use std::{
    any::{Any, type_name},
    borrow::Cow,
    collections::BTreeMap,
    sync::Arc,
};

use crate::app::{Error, Result};

/// Number of a resource.
pub type ResourceId = u32;

/// A thing that a page may hold by a number, until it closes it.
pub trait Resource: Any + Send + Sync {
    /// A name for developers.
    fn name(&self) -> Cow<'_, str> {
        type_name::<Self>().into()
    }

    /// Called when the page closes it.
    fn close(self: Arc<Self>) {}
}

/// The resources of an application, or of a window. Numbers are drawn at random, so that none of one table is by chance one of another.
#[derive(Default)]
pub struct ResourceTable {
    resources: BTreeMap<ResourceId, Arc<dyn Resource>>,
}

impl std::fmt::Debug for ResourceTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map().entries(self.names()).finish()
    }
}

impl ResourceTable {
    /// Adds a resource.
    pub fn add<T: Resource>(&mut self, resource: T) -> ResourceId {
        self.add_arc(Arc::new(resource))
    }

    /// Adds a resource that others hold too.
    pub fn add_arc<T: Resource>(&mut self, resource: Arc<T>) -> ResourceId {
        self.add_arc_dyn(resource)
    }

    /// Adds a resource of any type.
    pub fn add_arc_dyn(&mut self, resource: Arc<dyn Resource>) -> ResourceId {
        loop {
            let id = getrandom::u32().unwrap_or_else(|_| {
                let last = self.resources.last_key_value();
                last.map_or(1, |(id, _)| id.wrapping_add(1))
            });
            if id != 0 && !self.resources.contains_key(&id) {
                self.resources.insert(id, resource);
                return id;
            }
        }
    }

    /// Whether there is a resource of this number.
    pub fn has(&self, id: ResourceId) -> bool {
        self.resources.contains_key(&id)
    }

    /// The resource of this number.
    ///
    /// # Errors
    /// [`Error::BadResourceId`] when there is none, or one of another type.
    pub fn get<T: Resource>(&self, id: ResourceId) -> Result<Arc<T>> {
        let resource = self.get_any(id)?;
        let any: Arc<dyn Any + Send + Sync> = resource;
        any.downcast().map_err(|_| Error::BadResourceId(id))
    }

    /// The resource of this number, of whatever type.
    ///
    /// # Errors
    /// [`Error::BadResourceId`] when there is none.
    pub fn get_any(&self, id: ResourceId) -> Result<Arc<dyn Resource>> {
        let resource = self.resources.get(&id);
        resource.cloned().ok_or(Error::BadResourceId(id))
    }

    /// Puts another resource in the place of one.
    pub fn replace<T: Resource>(&mut self, id: ResourceId, resource: T) {
        self.resources.insert(id, Arc::new(resource));
    }

    /// Takes a resource out, without closing it.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub fn take<T: Resource>(&mut self, id: ResourceId) -> Result<Arc<T>> {
        let resource = self.get::<T>(id)?;
        self.resources.remove(&id);
        Ok(resource)
    }

    /// Closes a resource.
    ///
    /// # Errors
    /// [`Error::BadResourceId`] when there is none.
    pub fn close(&mut self, id: ResourceId) -> Result<()> {
        let resource = self.resources.remove(&id);
        resource.ok_or(Error::BadResourceId(id))?.close();
        Ok(())
    }

    /// Names by number.
    pub fn names(&self) -> impl Iterator<Item = (ResourceId, Cow<'_, str>)> {
        self.resources
            .iter()
            .map(|(id, resource)| (*id, resource.name()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Number(u32);
    impl Resource for Number {}
    struct Text;
    impl Resource for Text {}

    #[test]
    fn resources_are_found_by_number_and_type() {
        let mut table = ResourceTable::default();
        let id = table.add(Number(7));
        assert_eq!(table.get::<Number>(id).unwrap().0, 7);
        assert!(table.get::<Text>(id).is_err());
        table.replace(id, Number(8));
        assert_eq!(table.take::<Number>(id).unwrap().0, 8);
        assert_eq!(
            table.close(id).unwrap_err().to_string(),
            format!("The resource id {id} is invalid.")
        );
        assert!(!table.has(id));
    }
}
