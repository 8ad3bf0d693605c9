//! The replies that both our bindings and the peer's have a type for.

use qapi_runtime::{Command, Decode};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// How to decode and encode the replies to one command, ours and the peer's.
pub struct Codec {
    /// Decodes with the runtime's reader, and says whether that went well.
    pub ours: fn(&[u8]) -> bool,
    /// Decodes with `serde_json`.
    pub ours_by_serde: fn(&[u8]) -> bool,
    /// Decodes once, then hands out a function that encodes.
    pub ours_encode: Encode,
    /// As `ours_by_serde`, with the peer's types.
    pub peer: fn(&[u8]) -> bool,
    /// As `ours_encode`, with the peer's types.
    pub peer_encode: Encode,
}

/// Decodes its first argument and hands a function that encodes to its second.
pub type Encode = fn(&[u8], &mut dyn FnMut(&mut dyn FnMut()));

fn reads<T: Decode>(bytes: &[u8]) -> bool {
    qapi_runtime::json::from_slice::<T>(bytes).is_ok()
}

fn decodes<T: DeserializeOwned>(bytes: &[u8]) -> bool {
    serde_json::from_slice::<T>(bytes).is_ok()
}

fn writes<T: Decode + qapi_runtime::Encode>(bytes: &[u8], measure: &mut dyn FnMut(&mut dyn FnMut())) {
    if let Ok(value) = qapi_runtime::json::from_slice::<T>(bytes) {
        measure(&mut || assert!(qapi_runtime::json::to_vec(&value).is_ok_and(|text| !text.is_empty())));
    }
}

fn encodes<T: DeserializeOwned + Serialize>(bytes: &[u8], measure: &mut dyn FnMut(&mut dyn FnMut())) {
    if let Ok(value) = serde_json::from_slice::<T>(bytes) {
        measure(&mut || assert!(serde_json::to_vec(&value).is_ok_and(|text| !text.is_empty())));
    }
}

macro_rules! codecs {
    ($($ours:ident, $peer:ident = $name:literal;)*) => {
        /// The codec for a command's replies.
        #[allow(deprecated)]
        pub fn codecs(name: &str) -> Option<Codec> {
            Some(match name {
                $($name => Codec {
                    ours: reads::<<qemu_qapi::qmp::commands::$ours as Command>::Response>,
                    ours_by_serde: decodes::<<qemu_qapi::qmp::commands::$ours as Command>::Response>,
                    ours_encode: writes::<<qemu_qapi::qmp::commands::$ours as Command>::Response>,
                    peer: decodes::<<peer_qmp::$peer as peer_spec::Command>::Ok>,
                    peer_encode: encodes::<<peer_qmp::$peer as peer_spec::Command>::Ok>,
                },)*
                _ => return None,
            })
        }
    };
}

codecs! {
    DeviceListProperties, device_list_properties = "device-list-properties";
    QomListTypes, qom_list_types = "qom-list-types";
    QueryAcpiOspmStatus, query_acpi_ospm_status = "query-acpi-ospm-status";
    QueryAudiodevs, query_audiodevs = "query-audiodevs";
    QueryBalloon, query_balloon = "query-balloon";
    QueryBlock, query_block = "query-block";
    QueryBlockExports, query_block_exports = "query-block-exports";
    QueryBlockJobs, query_block_jobs = "query-block-jobs";
    QueryBlockstats, query_blockstats = "query-blockstats";
    QueryChardev, query_chardev = "query-chardev";
    QueryChardevBackends, query_chardev_backends = "query-chardev-backends";
    QueryColoStatus, query_colo_status = "query-colo-status";
    QueryCommandLineOptions, query_command_line_options = "query-command-line-options";
    QueryCommands, query_commands = "query-commands";
    QueryCpuDefinitions, query_cpu_definitions = "query-cpu-definitions";
    QueryCpusFast, query_cpus_fast = "query-cpus-fast";
    QueryCryptodev, query_cryptodev = "query-cryptodev";
    QueryCurrentMachine, query_current_machine = "query-current-machine";
    QueryDirtyRate, query_dirty_rate = "query-dirty-rate";
    QueryDisplayOptions, query_display_options = "query-display-options";
    QueryDump, query_dump = "query-dump";
    QueryDumpGuestMemoryCapability, query_dump_guest_memory_capability = "query-dump-guest-memory-capability";
    QueryFdsets, query_fdsets = "query-fdsets";
    QueryHotpluggableCpus, query_hotpluggable_cpus = "query-hotpluggable-cpus";
    QueryIothreads, query_iothreads = "query-iothreads";
    QueryJobs, query_jobs = "query-jobs";
    QueryKvm, query_kvm = "query-kvm";
    QueryMachines, query_machines = "query-machines";
    QueryMemdev, query_memdev = "query-memdev";
    QueryMemoryDevices, query_memory_devices = "query-memory-devices";
    QueryMemorySizeSummary, query_memory_size_summary = "query-memory-size-summary";
    QueryMice, query_mice = "query-mice";
    QueryMigrate, query_migrate = "query-migrate";
    QueryMigrateCapabilities, query_migrate_capabilities = "query-migrate-capabilities";
    QueryMigrateParameters, query_migrate_parameters = "query-migrate-parameters";
    QueryMigrationthreads, query_migrationthreads = "query-migrationthreads";
    QueryName, query_name = "query-name";
    QueryNamedBlockNodes, query_named_block_nodes = "query-named-block-nodes";
    QueryPci, query_pci = "query-pci";
    QueryPrManagers, query_pr_managers = "query-pr-managers";
    QueryQmpSchema, query_qmp_schema = "query-qmp-schema";
    QueryReplay, query_replay = "query-replay";
    QueryRxFilter, query_rx_filter = "query-rx-filter";
    QuerySev, query_sev = "query-sev";
    QuerySpice, query_spice = "query-spice";
    QueryStatsSchemas, query_stats_schemas = "query-stats-schemas";
    QueryStatus, query_status = "query-status";
    QueryTarget, query_target = "query-target";
    QueryTpm, query_tpm = "query-tpm";
    QueryTpmModels, query_tpm_models = "query-tpm-models";
    QueryTpmTypes, query_tpm_types = "query-tpm-types";
    QueryUuid, query_uuid = "query-uuid";
    QueryVcpuDirtyLimit, query_vcpu_dirty_limit = "query-vcpu-dirty-limit";
    QueryVersion, query_version = "query-version";
    QueryVnc, query_vnc = "query-vnc";
    QueryVncServers, query_vnc_servers = "query-vnc-servers";
    QueryXenReplicationStatus, query_xen_replication_status = "query-xen-replication-status";
    QueryYank, query_yank = "query-yank";
}
