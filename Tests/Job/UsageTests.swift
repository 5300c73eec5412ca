import RunModel
import Testing

@testable import Job

@Suite("What a pipeline takes of its machine")
struct UsageTests {
    /// As nvidia-smi 535 prints it for the query, with a shared card that does not tell, and a complaint.
    private static let sample = """
        0, NVIDIA A100-SXM4-40GB, 87, 10240, 40960
        1, NVIDIA A100-SXM4-40GB, [N/A], [N/A], 40960
        2, Tesla T4, 0, 3, 15360
        Unable to determine the device handle for GPU 0000:0B:00.0: Unknown Error

        """

    @Test func `the lines of nvidia-smi are read, and what is not told stays unknown`() {
        let readings = GPUReading.parse(Self.sample)
        #expect(readings.map(\.index) == [0, 1, 2])
        #expect(readings[0] == GPUReading(index: 0, name: "NVIDIA A100-SXM4-40GB", utilization: 87, usedMiB: 10240, totalMiB: 40960))
        #expect(readings[1].utilization == nil && readings[1].usedMiB == nil && readings[1].totalMiB == 40960)
        #expect(GPUReading.parse("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.\n").isEmpty)
    }

    @Test func `a tally has the mean of all looks, the peak, and only the cards that were given`() {
        var tally = GPUTally(indices: [0, 1])
        #expect(tally.gpus == nil)
        tally.add(GPUReading.parse(Self.sample))
        tally.add(GPUReading.parse("0, NVIDIA A100-SXM4-40GB, 13, 2048, 40960\n1, NVIDIA A100-SXM4-40GB, [N/A], 7, 40960\n"))
        #expect(
            tally.gpus == [
                Report.GPU(name: "NVIDIA A100-SXM4-40GB", utilization: 0.5, peakMemoryMiB: 10240, memoryMiB: 40960),
                Report.GPU(name: "NVIDIA A100-SXM4-40GB", utilization: nil, peakMemoryMiB: 7, memoryMiB: 40960),
            ])
        #expect(GPUWatch.indices("0, 2") == [0, 2] && GPUWatch.indices("GPU-8f2a,1") == nil && GPUWatch.indices(nil) == nil)
    }

    private static let mountsV1 = """
        24 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
        36 30 0:31 / /sys/fs/cgroup/memory rw,nosuid,nodev,noexec,relatime shared:17 - cgroup cgroup rw,memory
        37 30 0:32 / /sys/fs/cgroup/pids rw,nosuid,nodev,noexec,relatime shared:18 - cgroup cgroup rw,pids
        """
    private static let mountsV2 = "29 23 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:4 - cgroup2 cgroup2 rw,nsdelegate\n"

    @Test func `the job's own control group is found, and no other's`() {
        let v1 = "9:name=systemd:/\n8:pids:/x\n4:memory:/bunsen-r-1-1\n0::/\n"
        #expect(
            MemoryGroup.find(membership: v1, mounts: Self.mountsV1)
                == MemoryGroup(path: "/sys/fs/cgroup/memory/bunsen-r-1-1", isVersion1: true))
        let v2 = "0::/system.slice/bunsen.service/bunsen-r-1-1\n"
        #expect(
            MemoryGroup.find(membership: v2, mounts: Self.mountsV2)
                == MemoryGroup(path: "/sys/fs/cgroup/system.slice/bunsen.service/bunsen-r-1-1", isVersion1: false))
        // As a container sees it.
        let inside = Self.mountsV2.replacing(" / /sys", with: " /system.slice/bunsen.service /sys")
        #expect(MemoryGroup.find(membership: v2, mounts: inside)?.path == "/sys/fs/cgroup/bunsen-r-1-1")
        #expect(MemoryGroup.find(membership: "0::/system.slice/bunsen.service\n", mounts: Self.mountsV2) == nil)
        #expect(MemoryGroup.find(membership: "4:memory:/\n0::/\n", mounts: Self.mountsV1) == nil)
    }
}
