using System.Runtime.InteropServices;
using Carousel.Storage;

namespace Carousel.Interchange.PyTorch;

/// <summary>Writes a state dictionary that <c>torch.load</c> reads.</summary>
internal static class TorchFile
{
    private const string Folder = "archive/";

    /// <summary>Writes a zip archive completely or not at all. Equal tensors give equal bytes.</summary>
    /// <param name="path">The file; replaced if it is there.</param>
    /// <param name="tensors">In single precision; names differ.</param>
    /// <exception cref="IOException">The folder is missing or full.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder can't be written.</exception>
    /// <exception cref="NotSupportedException">The archive would be larger than 4 GB.</exception>
    public static void Write(string path, IReadOnlyList<StoredTensor> tensors)
    {
        AtomicFile.Write(path, stream =>
        {
            var zip = new ZipWriter(stream);
            zip.Add(Folder + "data.pkl", PickleWriter.StateDictionary([.. tensors.Select(t => (t.Name, t.Shape))]));
            zip.Add(Folder + "byteorder", "little"u8);
            for (int k = 0; k < tensors.Count; k++)
            {
                zip.Add(
                    $"{Folder}data/{k.ToString(System.Globalization.CultureInfo.InvariantCulture)}",
                    MemoryMarshal.AsBytes(tensors[k].Values.Span));
            }

            zip.Add(Folder + "version", "3\n"u8);
            zip.Finish();
        });
    }
}
