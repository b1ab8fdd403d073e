using System.IO.Compression;

namespace Carousel.Jobs.Each;

/// <summary>The models of one fit in one file: equal models give equal bytes.</summary>
internal static class EachModels
{
    // The first day that an archive knows.
    private static readonly DateTimeOffset _noTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Packs models.</summary>
    /// <param name="models">Each with its name.</param>
    public static byte[] Pack(IEnumerable<JobFile> models)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (JobFile model in models)
            {
                ZipArchiveEntry entry = archive.CreateEntry(model.Name, CompressionLevel.NoCompression);
                entry.LastWriteTime = _noTime;
                using Stream stream = entry.Open();
                stream.Write(model.Content.Span);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>A model of a packed file, or null where there is none of that name.</summary>
    /// <param name="packed">The file.</param>
    /// <param name="name">The model's name.</param>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static byte[]? Unpack(byte[] packed, string name)
    {
        using var archive = new ZipArchive(new MemoryStream(packed), ZipArchiveMode.Read);
        if (archive.GetEntry(name) is not { } entry)
        {
            return null;
        }

        // They are stored as they are: one that would unpack to more than the file has is of somebody else.
        if (entry.Length != entry.CompressedLength)
        {
            throw new InvalidDataException($"The model '{name}' is packed.");
        }

        using Stream stream = entry.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
