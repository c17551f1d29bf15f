//! Resources: Rust values that a page refers to by an id.

use std::{
    any::{Any, type_name},
    borrow::Cow,
    collections::BTreeMap,
    sync::Arc,
};

use crate::{
    app::{Error, Result},
    session::Charge,
};

/// The id of a resource.
pub type ResourceId = u32;

/// A Rust value that a page refers to by an id until the page closes it.
pub trait Resource: Any + Send + Sync {
    /// Returns the name of the resource, for diagnostics.
    fn name(&self) -> Cow<'_, str> {
        type_name::<Self>().into()
    }

    /// Called when the page closes the resource.
    fn close(self: Arc<Self>) {}
}

/// The resources of an application or of a window. Ids are random, so that an id of one table is not valid in another by chance.
#[derive(Default)]
pub struct ResourceTable {
    resources: BTreeMap<ResourceId, Arc<dyn Resource>>,
    /// Charges of the resources that a page has created.
    charges: BTreeMap<ResourceId, Charge>,
}

impl std::fmt::Debug for ResourceTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map().entries(self.names()).finish()
    }
}

impl ResourceTable {
    /// Adds a resource and returns its id.
    pub fn add<T: Resource>(&mut self, resource: T) -> ResourceId {
        self.add_arc(Arc::new(resource))
    }

    /// Adds a shared resource and returns its id.
    pub fn add_arc<T: Resource>(&mut self, resource: Arc<T>) -> ResourceId {
        self.add_arc_dyn(resource)
    }

    /// Adds a shared resource of any type and returns its id.
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

    /// Adds a resource that a page has created, which is charged until it is removed.
    pub(crate) fn add_charged(
        &mut self,
        resource: Arc<dyn Resource>,
        charge: Charge,
    ) -> ResourceId {
        let id = self.add_arc_dyn(resource);
        self.charges.insert(id, charge);
        id
    }

    /// Returns whether the table has a resource with this id.
    pub fn has(&self, id: ResourceId) -> bool {
        self.resources.contains_key(&id)
    }

    /// Returns the resource with this id.
    ///
    /// # Errors
    /// Returns [`Error::BadResourceId`] if the resource does not exist or has another type.
    pub fn get<T: Resource>(&self, id: ResourceId) -> Result<Arc<T>> {
        let resource = self.get_any(id)?;
        let any: Arc<dyn Any + Send + Sync> = resource;
        any.downcast().map_err(|_| Error::BadResourceId(id))
    }

    /// Returns the resource with this id, whatever its type.
    ///
    /// # Errors
    /// Returns [`Error::BadResourceId`] if the resource does not exist.
    pub fn get_any(&self, id: ResourceId) -> Result<Arc<dyn Resource>> {
        let resource = self.resources.get(&id);
        resource.cloned().ok_or(Error::BadResourceId(id))
    }

    /// Replaces the resource with this id.
    pub fn replace<T: Resource>(&mut self, id: ResourceId, resource: T) {
        self.resources.insert(id, Arc::new(resource));
    }

    /// Removes a resource without closing it and returns it.
    ///
    /// # Errors
    /// Returns [`Error::BadResourceId`] if the resource does not exist or has another type.
    pub fn take<T: Resource>(&mut self, id: ResourceId) -> Result<Arc<T>> {
        let resource = self.get::<T>(id)?;
        self.remove(id);
        Ok(resource)
    }

    /// Removes and closes a resource.
    ///
    /// # Errors
    /// Returns [`Error::BadResourceId`] if the resource does not exist.
    pub fn close(&mut self, id: ResourceId) -> Result<()> {
        self.take_any(id)?.close();
        Ok(())
    }

    /// Removes a resource of any type without closing it and returns it.
    ///
    /// # Errors
    /// Returns [`Error::BadResourceId`] if the resource does not exist.
    pub(crate) fn take_any(&mut self, id: ResourceId) -> Result<Arc<dyn Resource>> {
        self.remove(id).ok_or(Error::BadResourceId(id))
    }

    fn remove(&mut self, id: ResourceId) -> Option<Arc<dyn Resource>> {
        self.charges.remove(&id);
        self.resources.remove(&id)
    }

    /// Returns the ids and names of the resources.
    pub fn names(&self) -> impl Iterator<Item = (ResourceId, Cow<'_, str>)> {
        self.resources
            .iter()
            .map(|(id, resource)| (*id, resource.name()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        session::{Holding, Ledger},
        wire::Limits,
    };

    struct Number(u32);
    impl Resource for Number {}
    struct Text;
    impl Resource for Text {}

    #[test]
    fn the_charge_of_a_resource_is_returned_with_it() {
        let ledger = Ledger::alone(&Limits::default());
        let mut table = ResourceTable::default();
        let add = |table: &mut ResourceTable| {
            let charge = ledger.charge(Holding::Resources, 10);
            table.add_charged(Arc::new(Number(1)), charge)
        };
        let ids = [(); 3].map(|()| add(&mut table));
        assert_eq!(ledger.held(Holding::Resources), 30);
        table.close(ids[0]).unwrap();
        table.take::<Number>(ids[1]).unwrap();
        assert_eq!(ledger.held(Holding::Resources), 10);
        drop(table);
        assert!(ledger.all().is_nothing());
    }

    #[test]
    fn resources_are_found_by_id_and_type() {
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
