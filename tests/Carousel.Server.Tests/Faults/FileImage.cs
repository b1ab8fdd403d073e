namespace Carousel.Server.Tests.Faults;

/// <summary>What is durable of a file, and the writes since its last sync.</summary>
internal sealed class FileImage
{
    private const int Sector = 512;

    private readonly List<(long Offset, byte[]? Bytes)> _writes = [];
    private byte[] _synced;

    /// <summary>Begins with the present content of a file.</summary>
    /// <param name="path">The file; it may be missing.</param>
    public FileImage(string path) => _synced = File.Exists(path) ? Read(path) : [];

    /// <summary>Something was written.</summary>
    public void Write(long offset, ReadOnlySpan<byte> bytes) => _writes.Add((offset, bytes.ToArray()));

    /// <summary>The file was cut.</summary>
    public void Truncate(long length) => _writes.Add((length, null));

    /// <summary>All writes are durable.</summary>
    public void Sync()
    {
        _synced = With(_writes);
        _writes.Clear();
    }

    /// <summary>The bytes that a power failure leaves: of the writes since the last sync all, none, the first ones, or
    /// any, and of the last of them any sectors.</summary>
    public byte[] AfterPowerFailure(Random random)
    {
        int how = random.Next(4), first = random.Next(_writes.Count + 1);
        var kept = new List<(long, byte[]?)>();
        for (int w = 0; w < _writes.Count; w++)
        {
            if (how == 0 || (how == 1 && w < first) || (how == 2 && random.Next(2) == 0))
            {
                kept.Add(_writes[w]);
            }
            else if (_writes[w] is { Bytes: { Length: > Sector } bytes } write && how < 3 && random.Next(3) == 0)
            {
                int from = random.Next(bytes.Length / Sector) * Sector;
                kept.Add((write.Offset + from, bytes[from..Math.Min(bytes.Length, from + (2 * Sector))]));
            }
        }

        return With(kept);
    }

    private static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private byte[] With(List<(long Offset, byte[]? Bytes)> writes)
    {
        byte[] bytes = [.. _synced];
        foreach ((long offset, byte[]? written) in writes)
        {
            int end = (int)offset + (written?.Length ?? 0);
            if (written is null ? bytes.Length > end : bytes.Length < end)
            {
                Array.Resize(ref bytes, end);
            }

            written?.CopyTo(bytes, offset);
        }

        return bytes;
    }
}
