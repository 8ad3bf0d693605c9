//! The loops of [`qemu`](crate::qemu), written once for both clients, which differ in `async` and `.await`.

/// The helpers of a client.
macro_rules! helpers {
    ([$($async:tt)?] [$($await:tt)*]) => {
        use crate::connecting::Deadline;
        use crate::error::{Awaited, Error, Sent};
        use crate::events::Wanted;
        use crate::qemu::{JOBS, JobEnd, JobRecord, MigrationEnd, REMOVAL, Removal, has_no_device, is_plugged, migration_end, migration_overdue, removal};
        use qapi_runtime::{Command, Decode, Encode};
        use qemu_qapi::qmp::commands::{
            DeviceDel, JobDismiss, Migrate, QomList, QueryJobs, QueryMigrate, QueryYank, Quit,
        };
        use qemu_qapi::qmp::job::JobStatus;
        use qemu_qapi::qmp::migration::MigrationInfo;
        use std::time::Duration;
        use super::client::Client;
        use super::events::Events;
        use crate::engine::RawEvent;
        use crate::events::Item;

        /// How long to wait between two looks at a migration.
        const INTERVAL: Duration = Duration::from_millis(100);

        /// Helpers for what takes more than one command. They need the feature `qemu`.
        impl Client {
            /// Asks the server out of band whether it is alive. It answers even while its main loop is blocked, for
            /// instance by a disk.
            ///
            /// # Errors
            /// [`Error::TimedOut`] if it does not answer; [`Error::Unsupported`] if out-of-band execution was not
            /// negotiated.
            pub $($async)? fn ping(&self, timeout: Duration) -> Result<(), Error> {
                match self.timeout(timeout).execute_oob(&QueryYank)$($await)* {
                    // A server that does not have the command answers all the same.
                    Ok(_) | Err(Error::Refused { .. }) => Ok(()),
                    Err(error) => Err(error),
                }
            }

            /// Ends the server, and waits until it has closed the connection. It may do so before it replies.
            ///
            /// # Errors
            /// [`Error::TimedOut`], or the server refused.
            pub $($async)? fn quit(&self, timeout: Duration) -> Result<(), Error> {
                let deadline = Deadline::after(timeout);
                match self.timeout(timeout).execute(&Quit)$($await)* {
                    Err(Error::Closed { sent: Sent::Fully, .. }) => Ok(()),
                    Err(error) => Err(error),
                    Ok(_) => self.wait_closed(deadline.remaining())$($await)*,
                }
            }

            /// Removes a device, and waits until it is gone or the guest has refused.
            ///
            /// # Errors
            /// [`Error::TimedOut`] if the guest does neither; the request is then still pending. Else the server
            /// refused.
            pub $($async)? fn remove_device(&self, device: &str, timeout: Duration) -> Result<Removal, Error> {
                let deadline = Deadline::after(timeout);
                let events = Events::<RawEvent>::new(self.connection(), Wanted::Named(REMOVAL));
                match self.timeout(timeout).execute(&DeviceDel::new(device))$($await)* {
                    Err(error) if has_no_device(&error) => return Ok(Removal::AlreadyGone),
                    result => result?,
                };
                loop {
                    match events.item_until(deadline)$($await)* {
                        Ok(Item::Event(event)) => {
                            if let Some(removal) = removal(&event, device) {
                                return Ok(removal);
                            }
                        }
                        Ok(Item::Lost(_)) => {
                            let devices = self.execute(&QomList::new("/machine/peripheral"))$($await)*?;
                            if !is_plugged(&devices, device) {
                                return Ok(Removal::Removed);
                            }
                        }
                        Err(Error::TimedOut { .. }) => {
                            let awaited = Awaited::Change(format!("the removal of device '{device}'"));
                            return Err(Error::timed_out(awaited, Sent::Fully));
                        }
                        Err(error) => return Err(error),
                    }
                }
            }

            /// Starts a migration, and waits until it has ended. `progress` is called with the server's reports.
            ///
            /// # Errors
            /// [`Error::TimedOut`] if it has not ended; it goes on. Else the server refused.
            pub $($async)? fn migrate(
                &self,
                migrate: &Migrate,
                timeout: Duration,
                progress: impl FnMut(&MigrationInfo),
            ) -> Result<MigrationEnd, Error> {
                let deadline = Deadline::after(timeout);
                self.timeout(timeout).execute(migrate)$($await)*?;
                self.wait_migration(deadline.remaining(), progress)$($await)*
            }

            /// Waits until a migration has ended, be it outgoing or incoming.
            ///
            /// # Errors
            /// As [`Client::migrate`].
            pub $($async)? fn wait_migration(
                &self,
                timeout: Duration,
                mut progress: impl FnMut(&MigrationInfo),
            ) -> Result<MigrationEnd, Error> {
                let deadline = Deadline::after(timeout);
                // With the capability `events`, changes are reported at once. Without it, ask every now and then.
                let events = Events::<RawEvent>::new(self.connection(), Wanted::Named(&["MIGRATION"]));
                loop {
                    let info = self.timeout(deadline.remaining()).execute(&QueryMigrate)$($await)*?;
                    progress(&info);
                    match migration_end(Box::new(info)) {
                        Ok(end) => return Ok(end),
                        Err(info) if deadline.is_over() => return Err(migration_overdue(&info)),
                        Err(_) => {}
                    }
                    match events.item_until(deadline.no_later_than(INTERVAL))$($await)* {
                        Ok(_) | Err(Error::TimedOut { .. }) => {}
                        Err(error) => return Err(error),
                    }
                }
            }

            /// Executes the command that starts the job `id`. Its events are followed from the start.
            ///
            /// # Errors
            /// As [`Client::execute`].
            pub $($async)? fn start_job<C>(&self, id: &str, command: &C) -> Result<Job, Error>
            where
                C: Command<Response: Decode> + Encode,
            {
                let events = Events::<RawEvent>::new(self.connection(), Wanted::Named(JOBS));
                self.execute(command)$($await)*?;
                let (client, id, record) = (self.clone(), id.to_owned(), JobRecord::default());
                Ok(Job { client, id, events, record, end: None })
            }
        }

        /// A job that was started by [`Client::start_job`]. Dropping this does not end it.
        #[derive(Debug)]
        pub struct Job {
            client: Client,
            id: String,
            events: Events<RawEvent>,
            record: JobRecord,
            end: Option<JobEnd>,
        }

        impl Job {
            /// The job's name.
            #[must_use]
            pub fn id(&self) -> &str {
                &self.id
            }

            /// Waits until the job has ended, and dismisses it. A job that is gone has ended. One that is ready or
            /// pending goes on only when it is told to.
            ///
            /// # Errors
            /// [`Error::TimedOut`] if it has not ended; it can be waited for again.
            pub $($async)? fn wait(&mut self, timeout: Duration) -> Result<JobEnd, Error> {
                let deadline = Deadline::after(timeout);
                loop {
                    if let Some(end) = &self.end {
                        return Ok(end.clone());
                    }
                    self.next_status(deadline)$($await)*?;
                }
            }

            /// Waits until the job is ready to be completed, as a mirror is once it has caught up. If it ends before,
            /// that is returned.
            ///
            /// # Errors
            /// As [`Job::wait`].
            pub $($async)? fn wait_ready(&mut self, timeout: Duration) -> Result<Option<JobEnd>, Error> {
                let deadline = Deadline::after(timeout);
                loop {
                    if let Some(end) = &self.end {
                        return Ok(Some(end.clone()));
                    }
                    if self.next_status(deadline)$($await)*? == JobStatus::Ready {
                        return Ok(None);
                    }
                }
            }

            /// Waits for the job's next status.
            $($async)? fn next_status(&mut self, deadline: Deadline) -> Result<JobStatus, Error> {
                let status = loop {
                    match self.events.item_until(deadline)$($await)* {
                        Ok(Item::Event(event)) => {
                            if let Some(status) = self.record.note(&event, &self.id) {
                                break status;
                            }
                        }
                        Ok(Item::Lost(_)) => break self.query_status()$($await)*?,
                        Err(Error::TimedOut { .. }) => {
                            let awaited = Awaited::Change(format!("job '{}'", self.id));
                            return Err(Error::timed_out(awaited, Sent::Fully));
                        }
                        Err(error) => return Err(error),
                    }
                };
                match status {
                    JobStatus::Concluded => {
                        self.query_status()$($await)*?;
                        match self.client.execute(&JobDismiss::new(&*self.id))$($await)* {
                            // Another client, or the server itself, has dismissed it.
                            Ok(_) | Err(Error::Refused { .. }) => {}
                            Err(error) => return Err(error),
                        }
                        self.end = Some(std::mem::take(&mut self.record).end());
                    }
                    JobStatus::Null => self.end = Some(std::mem::take(&mut self.record).end()),
                    _ => {}
                }
                Ok(status)
            }

            /// Asks for the job's status.
            $($async)? fn query_status(&mut self) -> Result<JobStatus, Error> {
                let jobs = self.client.execute(&QueryJobs)$($await)*?;
                Ok(self.record.note_list(jobs, &self.id))
            }
        }
    };
}

pub(crate) use helpers;
