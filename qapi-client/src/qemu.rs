//! Waiting for a job, for a device's removal, for a migration: the loops that every user of QEMU writes.
//!
//! This file decides what a single message means. The loops around it are in [`loops`], written once for both clients.

mod loops;

pub(crate) use loops::helpers;

use crate::engine::RawEvent;
use crate::error::{Awaited, Error, Sent};
use qapi_runtime::{ErrorClass, Value};
use qemu_qapi::qmp::job::{JobInfo, JobStatus};
use qemu_qapi::qmp::migration::{MigrationInfo, MigrationStatus};
use qemu_qapi::qmp::qom::ObjectPropertyInfo;

/// What became of a request to remove a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Removal {
    /// The device is gone.
    Removed,
    /// There was no such device.
    AlreadyGone,
    /// The guest refused. The device is still there.
    RefusedByGuest,
}

/// The events that report a device's removal.
pub(crate) const REMOVAL: &[&str] = &["DEVICE_DELETED", "DEVICE_UNPLUG_GUEST_ERROR", "MEM_UNPLUG_ERROR"];

/// What an event says about the removal of a device. A virtio device consists of two: the inner one goes first, has no
/// name, and has a path below that of the outer one.
pub(crate) fn removal(event: &RawEvent, device: &str) -> Option<Removal> {
    let data = event.value().ok()?;
    let path = format!("/machine/peripheral/{device}");
    let named = data["device"] == device || data["path"] == device || data["path"] == path.as_str();
    match event.name() {
        _ if !named => None,
        "DEVICE_DELETED" => Some(Removal::Removed),
        _ => Some(Removal::RefusedByGuest),
    }
}

/// Whether the server said that it does not have the device.
pub(crate) fn has_no_device(error: &Error) -> bool {
    error.refusal().is_some_and(|error| error.class == ErrorClass::DeviceNotFound)
}

/// Whether the device is among those that are plugged in.
pub(crate) fn is_plugged(devices: &[ObjectPropertyInfo], device: &str) -> bool {
    let name = device.strip_prefix("/machine/peripheral/").unwrap_or(device);
    devices.iter().any(|property| property.name == name)
}

/// How a job ended.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum JobEnd {
    /// It has done its work.
    Completed,
    /// It failed or was cancelled; with the server's message, if there was one.
    Failed(Option<String>),
}

/// The events that report on jobs.
pub(crate) const JOBS: &[&str] = &["JOB_STATUS_CHANGE", "BLOCK_JOB_COMPLETED", "BLOCK_JOB_CANCELLED"];

/// What is known about a job.
#[derive(Debug, Default)]
pub(crate) struct JobRecord {
    /// Whether it has been aborting.
    aborted: bool,
    error: Option<String>,
}

impl JobRecord {
    /// Takes note of an event, and returns the job's new status if the event has it.
    pub(crate) fn note(&mut self, event: &RawEvent, id: &str) -> Option<JobStatus> {
        let data = event.value().ok()?;
        if event.name() == "JOB_STATUS_CHANGE" && data["id"] == id {
            let status: JobStatus = data["status"].as_str()?.parse().ok()?;
            self.aborted |= status == JobStatus::Aborting;
            return Some(status);
        }
        if data["device"] == id {
            self.aborted |= event.name() == "BLOCK_JOB_CANCELLED";
            self.error = data.get("error").and_then(Value::as_str).map(str::to_owned).or(self.error.take());
        }
        None
    }

    /// Takes note of what the server lists, and returns the job's status; `Null` if the job is gone.
    pub(crate) fn note_list(&mut self, jobs: Vec<JobInfo>, id: &str) -> JobStatus {
        match jobs.into_iter().find(|job| job.id == id) {
            None => JobStatus::Null,
            Some(job) => {
                self.error = job.error.or(self.error.take());
                job.status
            }
        }
    }

    pub(crate) fn end(self) -> JobEnd {
        match self {
            JobRecord { aborted: false, error: None } => JobEnd::Completed,
            JobRecord { error, .. } => JobEnd::Failed(error),
        }
    }
}

/// How a migration ended, with the server's last report on it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum MigrationEnd {
    /// The machine runs, or can run, on the other side.
    Completed(Box<MigrationInfo>),
    /// It failed; the machine is still here.
    Failed(Box<MigrationInfo>),
    /// It was cancelled; the machine is still here.
    Cancelled(Box<MigrationInfo>),
}

/// How a migration ended; `Err` with the report if it goes on. An unknown status is not an end.
pub(crate) fn migration_end(info: Box<MigrationInfo>) -> Result<MigrationEnd, Box<MigrationInfo>> {
    match info.status {
        Some(MigrationStatus::Completed) => Ok(MigrationEnd::Completed(info)),
        Some(MigrationStatus::Failed) => Ok(MigrationEnd::Failed(info)),
        Some(MigrationStatus::Cancelled) => Ok(MigrationEnd::Cancelled(info)),
        _ => Err(info),
    }
}

/// The error for a caller whose time is over while the migration goes on.
pub(crate) fn migration_overdue(info: &MigrationInfo) -> Error {
    let status = info.status.as_ref().map(|status| format!(", which is {status}")).unwrap_or_default();
    Error::timed_out(Awaited::Change(format!("the end of the migration{status}")), Sent::Fully)
}
