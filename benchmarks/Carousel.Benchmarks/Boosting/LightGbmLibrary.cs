using System.Runtime.InteropServices;

namespace Carousel.Benchmarks.Boosting;

/// <summary>Calls of LightGBM's library: <c>c_api.h</c> of its version 4.</summary>
internal static partial class LightGbmLibrary
{
    /// <summary>Values of tables are of single precision.</summary>
    public const int Float32 = 0;

    private const string Name = "lib_lightgbm";

    [LibraryImport(Name, EntryPoint = "LGBM_DatasetCreateFromMat", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int CreateDataset(
        ReadOnlySpan<float> data, int type, int rows, int columns, int isRowMajor, string parameters, nint reference,
        out nint dataset);

    [LibraryImport(Name, EntryPoint = "LGBM_DatasetSetField", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetField(nint dataset, string field, ReadOnlySpan<float> data, int count, int type);

    [LibraryImport(Name, EntryPoint = "LGBM_BoosterCreate", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int CreateBooster(nint dataset, string parameters, out nint booster);

    [LibraryImport(Name, EntryPoint = "LGBM_BoosterUpdateOneIter")]
    public static partial int Update(nint booster, out int isFinished);

    [LibraryImport(Name, EntryPoint = "LGBM_BoosterDumpModel")]
    public static partial int DumpModel(
        nint booster, int first, int count, int importance, long room, out long length, Span<byte> text);

    [LibraryImport(Name, EntryPoint = "LGBM_BoosterFree")]
    public static partial int FreeBooster(nint booster);

    [LibraryImport(Name, EntryPoint = "LGBM_DatasetFree")]
    public static partial int FreeDataset(nint dataset);

    [LibraryImport(Name, EntryPoint = "LGBM_GetLastError")]
    private static partial nint LastError();

    /// <summary>Throws what the library says about a call that failed.</summary>
    /// <param name="status">What the call returned.</param>
    /// <exception cref="InvalidOperationException">The call failed.</exception>
    public static void Check(int status)
    {
        if (status != 0)
        {
            throw new InvalidOperationException($"LightGBM: {Marshal.PtrToStringUTF8(LastError())}");
        }
    }
}
