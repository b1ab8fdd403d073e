using System.Runtime.InteropServices;
using System.Text;
using Carousel.Cli.Errors;

namespace Carousel.Cli.Ranks;

/// <summary>
/// The few entries of Open MPI 4 that ranks need, by the names and types of its C header. Its handles are the addresses
/// of symbols that it exports.
/// </summary>
/// <remarks>
/// Opened with RTLD_GLOBAL: its plug-ins look for its symbols in the whole process. Other MPIs, and other versions of
/// this one, have other handles and constants, so they are refused.
/// </remarks>
internal sealed unsafe class OpenMpi
{
    private const string Library = "libmpi.so.40";
    private const string Version = "Open MPI v4.";
    private const string HowToInstall = "Install Open MPI 4.1 (Debian: apt install openmpi-bin libopenmpi3).";
    private const int LongestVersion = 256;
    private const int Now = 2;
    private const int Global = 0x100;

    // MPI_IN_PLACE and MPI_THREAD_SERIALIZED of mpi.h.
    private const nint InPlace = 1;
    private const int Serialized = 2;

    private static readonly string[] _others = ["libmpich.so.12", "libmpi.so.12", "libmpi.so.20"];

    private readonly delegate* unmanaged<int*, byte***, int, int*, int> _initThread;
    private readonly delegate* unmanaged<nint, int*, int> _commRank;
    private readonly delegate* unmanaged<nint, int*, int> _commSize;
    private readonly delegate* unmanaged<
        void*, int*, int*, nint, void*, int*, int*, nint, nint, nint*, int> _allToAll;
    private readonly delegate* unmanaged<nint, int, nint, void*, int*, int*, nint, nint, nint*, int> _allGather;
    private readonly delegate* unmanaged<nint, nint*, int> _commDup;
    private readonly delegate* unmanaged<nint, nint*, int> _barrier;
    private readonly delegate* unmanaged<nint*, int*, nint, int> _test;
    private readonly delegate* unmanaged<nint, int, int> _abort;
    private readonly delegate* unmanaged<int> _finalize;
    private readonly nint _world;
    private readonly nint _byte;
    private nint _ending;

    private OpenMpi(nint library)
    {
        _initThread = (delegate* unmanaged<int*, byte***, int, int*, int>)Entry("MPI_Init_thread");
        _commRank = (delegate* unmanaged<nint, int*, int>)Entry("MPI_Comm_rank");
        _commSize = (delegate* unmanaged<nint, int*, int>)Entry("MPI_Comm_size");
        _allToAll = (delegate* unmanaged<void*, int*, int*, nint, void*, int*, int*, nint, nint, nint*, int>)Entry(
            "MPI_Ialltoallv");
        _allGather = (delegate* unmanaged<nint, int, nint, void*, int*, int*, nint, nint, nint*, int>)Entry(
            "MPI_Iallgatherv");
        _commDup = (delegate* unmanaged<nint, nint*, int>)Entry("MPI_Comm_dup");
        _barrier = (delegate* unmanaged<nint, nint*, int>)Entry("MPI_Ibarrier");
        _test = (delegate* unmanaged<nint*, int*, nint, int>)Entry("MPI_Test");
        _abort = (delegate* unmanaged<nint, int, int>)Entry("MPI_Abort");
        _finalize = (delegate* unmanaged<int>)Entry("MPI_Finalize");
        (_world, _byte) = (Entry("ompi_mpi_comm_world"), Entry("ompi_mpi_byte"));

        nint Entry(string name) => NativeLibrary.GetExport(library, name);
    }

    /// <summary>Opens the library; nothing is begun yet.</summary>
    /// <exception cref="UsageException">It is missing, or another MPI.</exception>
    public static OpenMpi Open()
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new UsageException("--ranks works only on Linux: leave it out.");
        }

        nint library = OpenGlobally(Library);
        if (library == 0)
        {
            string? other = Array.Find(_others, name => NativeLibrary.TryLoad(name, out _));
            throw new UsageException(other is null
                ? $"--ranks needs {Library}, which was not found. {HowToInstall}"
                : $"--ranks needs {Library}; this machine has {other}, another MPI. {HowToInstall}");
        }

        string version = VersionOf(library);
        return version.StartsWith(Version, StringComparison.Ordinal)
            ? new OpenMpi(library)
            : throw new UsageException($"--ranks needs Open MPI 4, but {Library} is {version}. {HowToInstall}");
    }

    /// <summary>Joins the other processes.</summary>
    /// <returns>This one's rank, and how many there are.</returns>
    public (int Rank, int Ranks) Begin()
    {
        int provided = 0, rank = 0, ranks = 0;
        Require(_initThread(null, null, Serialized, &provided), "MPI_Init_thread");
        Require(_commRank(_world, &rank), "MPI_Comm_rank");
        Require(_commSize(_world, &ranks), "MPI_Comm_size");
        fixed (nint* ending = &_ending)
        {
            // A rank that ends early must not be taken for one that exchanges.
            Require(_commDup(_world, ending), "MPI_Comm_dup");
        }

        return provided >= Serialized
            ? (rank, ranks)
            : throw new UsageException("--ranks needs an Open MPI that was built with thread support.");
    }

    /// <summary>Begins to give each rank a piece; the buffers must stay where they are.</summary>
    public nint BeginScatter(
        void* sent, int* sentBytes, int* sentStarts, void* received, int* receivedBytes, int* receivedStarts)
    {
        nint request;
        Require(
            _allToAll(
                sent, sentBytes, sentStarts, _byte, received, receivedBytes, receivedStarts, _byte, _world, &request),
            "MPI_Ialltoallv");
        return request;
    }

    /// <summary>Begins to give all ranks this one's piece; the buffers must stay where they are.</summary>
    public nint BeginGather(void* pieces, int* bytes, int* starts)
    {
        nint request;
        Require(_allGather(InPlace, 0, _byte, pieces, bytes, starts, _byte, _world, &request), "MPI_Iallgatherv");
        return request;
    }

    /// <summary>Begins to wait until all ranks end.</summary>
    public nint BeginBarrier()
    {
        nint request;
        Require(_barrier(_ending, &request), "MPI_Ibarrier");
        return request;
    }

    /// <summary>Moves what is under way on, and says whether something begun is done.</summary>
    public bool IsDone(ref nint request)
    {
        int done = 0;
        fixed (nint* own = &request)
        {
            Require(_test(own, &done, 0), "MPI_Test");
        }

        return done != 0;
    }

    /// <summary>Leaves the other processes, which must all do so.</summary>
    public void End() => Require(_finalize(), "MPI_Finalize");

    /// <summary>Ends all processes; does not return.</summary>
    public void Abort(int exitCode) => _ = _abort(_world, exitCode);

    private static nint OpenGlobally(string name)
    {
        foreach (string system in (string[])["libc.so.6", "libdl.so.2"])
        {
            if (NativeLibrary.TryLoad(system, out nint loader)
                && NativeLibrary.TryGetExport(loader, "dlopen", out nint open))
            {
                fixed (byte* path = Encoding.UTF8.GetBytes(name + '\0'))
                {
                    return ((delegate* unmanaged<byte*, int, nint>)open)(path, Now | Global);
                }
            }
        }

        return 0;
    }

    private static string VersionOf(nint library)
    {
        if (!NativeLibrary.TryGetExport(library, "MPI_Get_library_version", out nint entry))
        {
            return "of an unknown version";
        }

        byte* text = stackalloc byte[LongestVersion];
        int length = 0;
        _ = ((delegate* unmanaged<byte*, int*, int>)entry)(text, &length);
        return Encoding.UTF8.GetString(text, Math.Clamp(length, 0, LongestVersion)).Split(',', '\0')[0];
    }

    private static void Require(int error, string entry)
    {
        if (error != 0)
        {
            throw new IOException($"Open MPI's {entry} failed with error {error}.");
        }
    }
}
