using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Carousel.Server.Tests.Faults;

/// <summary>
/// Intercepts SQLite's access to the files of chosen folders: calls fail as a plan demands, and writes since the
/// last sync are known. It is SQLite's standard access to files with some functions replaced.
/// </summary>
internal static unsafe partial class FaultyFiles
{
    private const string Library = "e_sqlite3";
    private const int CantOpen = 14, IoRead = 266, IoWrite = 778, IoSync = 1034, IoShare = 5386;

    /// <summary>What SQLite is answered when the disk is full.</summary>
    public const int Full = 13;

    private static readonly ConcurrentDictionary<string, FaultPlan> _plans = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<nint, OpenFile> _files = new();
    private static readonly ConcurrentDictionary<nint, nint> _outer = new();
    private static readonly Lazy<nint> _inner = new(Install);

    private static Vfs* Inner => (Vfs*)_inner.Value;

    /// <summary>Puts a plan for a folder in force; its files must not be open.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="plan">The plan.</param>
    public static void Use(string folder, FaultPlan plan)
    {
        _ = _inner.Value;
        _plans[folder] = plan;
    }

    /// <summary>Ends the plan of a folder.</summary>
    /// <param name="folder">The folder.</param>
    public static void Leave(string folder)
    {
        if (_plans.TryRemove(folder, out FaultPlan? plan))
        {
            plan.End();
        }
    }

    private static nint Install()
    {
        // The library is there, and so is its own access to files.
        using (var connection = new SqliteConnection("Data Source=:memory:"))
        {
            connection.Open();
        }

        Vfs* inner = FindVfs(null);
        var outer = (Vfs*)NativeMemory.Alloc((nuint)sizeof(Vfs));
        *outer = *inner;
        outer->Name = (byte*)Marshal.StringToCoTaskMemUTF8("carousel-faults");
        outer->Open = &Open;
        outer->Delete = &Delete;
        Assert.Equal(0, RegisterVfs(outer, 1));
        return (nint)inner;
    }

    private static FaultPlan? PlanOf(byte* name, out string path)
    {
        path = Marshal.PtrToStringUTF8((nint)name) ?? "";
        return _plans.GetValueOrDefault(Path.GetDirectoryName(path) ?? "");
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(Vfs* vfs, byte* name, DatabaseFile* file, int flags, int* outFlags)
    {
        FaultPlan? plan = PlanOf(name, out string path);
        if (plan?.Fails(FaultKind.Open) == true)
        {
            file->Methods = null;
            return CantOpen;
        }

        int result = Inner->Open(Inner, name, file, flags, outFlags);
        if (result == 0 && plan is not null)
        {
            _files[(nint)file] = new OpenFile(plan, path, plan.ImageOf(path), (nint)file->Methods);
            file->Methods = (Methods*)_outer.GetOrAdd((nint)file->Methods, static inner => Around((Methods*)inner));
        }

        return result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Delete(Vfs* vfs, byte* name, int sync)
    {
        PlanOf(name, out string path)?.Forget(path);
        return Inner->Delete(Inner, name, sync);
    }

    private static nint Around(Methods* inner)
    {
        var outer = (Methods*)NativeMemory.Alloc((nuint)sizeof(Methods));
        *outer = *inner;
        outer->Close = &Close;
        outer->Read = &Read;
        outer->Write = &Write;
        outer->Truncate = &Truncate;
        outer->Sync = &Sync;
        if (inner->ShareMap != null)
        {
            outer->ShareMap = &ShareMap;
        }

        return (nint)outer;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Close(DatabaseFile* file)
    {
        _files.TryRemove((nint)file, out OpenFile? open);
        return open!.Inner->Close(file);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Read(DatabaseFile* file, void* bytes, int count, long offset)
    {
        OpenFile open = _files[(nint)file];
        return open.Plan.Fails(FaultKind.Read) ? IoRead : open.Inner->Read(file, bytes, count, offset);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(DatabaseFile* file, void* bytes, int count, long offset)
    {
        OpenFile open = _files[(nint)file];
        bool fails = open.Plan.Fails(FaultKind.Write);
        int written = !fails ? count : offset % 3 == 0 ? count / 2 : 0;
        lock (open.Plan.Gate)
        {
            int result = written > 0 ? open.Inner->Write(file, bytes, written, offset) : 0;
            open.Image.Write(offset, new ReadOnlySpan<byte>(bytes, written));
            return !fails ? result
                : open.Plan.WriteCode != 0 ? open.Plan.WriteCode
                : offset % 2 == 0 ? IoWrite : Full;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Truncate(DatabaseFile* file, long length)
    {
        OpenFile open = _files[(nint)file];
        lock (open.Plan.Gate)
        {
            open.Image.Truncate(length);
            return open.Inner->Truncate(file, length);
        }
    }

    /// <summary>What is synced is durable in the image; the disk is spared.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sync(DatabaseFile* file, int flags)
    {
        OpenFile open = _files[(nint)file];
        if (open.Plan.Fails(FaultKind.Sync))
        {
            return IoSync;
        }

        lock (open.Plan.Gate)
        {
            open.Image.Sync();
            return 0;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ShareMap(DatabaseFile* file, int region, int bytes, int extends, void** memory)
    {
        OpenFile open = _files[(nint)file];
        if (open.Plan.Fails(FaultKind.Open))
        {
            *memory = null;
            return IoShare;
        }

        return open.Inner->ShareMap(file, region, bytes, extends, memory);
    }

    [LibraryImport(Library, EntryPoint = "sqlite3_vfs_find")]
    private static partial Vfs* FindVfs(byte* name);

    [LibraryImport(Library, EntryPoint = "sqlite3_vfs_register")]
    private static partial int RegisterVfs(Vfs* vfs, int makesDefault);

    private sealed class OpenFile(FaultPlan plan, string path, FileImage image, nint inner)
    {
        public FaultPlan Plan => plan;

        public string Path => path;

        public FileImage Image => image;

        public Methods* Inner => (Methods*)inner;
    }

    /// <summary>The beginning of <c>sqlite3_file</c>.</summary>
    private struct DatabaseFile
    {
        public Methods* Methods;
    }

    /// <summary><c>sqlite3_vfs</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Vfs
    {
        public int Version, FileBytes, MostPath;
        public Vfs* Next;
        public byte* Name;
        public void* Data;
        public delegate* unmanaged[Cdecl]<Vfs*, byte*, DatabaseFile*, int, int*, int> Open;
        public delegate* unmanaged[Cdecl]<Vfs*, byte*, int, int> Delete;
        public nint Access, FullPathname, DlOpen, DlError, DlSym, DlClose, Randomness, Sleep, CurrentTime, GetLastError;
        public nint CurrentTimeInt64, SetSystemCall, GetSystemCall, NextSystemCall;
    }

    /// <summary><c>sqlite3_io_methods</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Methods
    {
        public int Version;
        public delegate* unmanaged[Cdecl]<DatabaseFile*, int> Close;
        public delegate* unmanaged[Cdecl]<DatabaseFile*, void*, int, long, int> Read;
        public delegate* unmanaged[Cdecl]<DatabaseFile*, void*, int, long, int> Write;
        public delegate* unmanaged[Cdecl]<DatabaseFile*, long, int> Truncate;
        public delegate* unmanaged[Cdecl]<DatabaseFile*, int, int> Sync;
        public nint FileSize, Lock, Unlock, CheckReservedLock, FileControl, SectorSize, DeviceCharacteristics;
        public delegate* unmanaged[Cdecl]<DatabaseFile*, int, int, int, void**, int> ShareMap;
        public nint ShareLock, ShareBarrier, ShareUnmap, Fetch, Unfetch;
    }
}
