using System.Buffers;
using System.IO.Compression;
using Carousel.Studio.Messages;

namespace Carousel.Studio.Data;

/// <summary>The body of a request as a file: neither it nor what it unpacks to is larger than data may be.</summary>
internal static class Upload
{
    private const int PieceBytes = 1 << 16;

    /// <summary>Writes a body into a file; where that fails no part of the file is left.</summary>
    /// <param name="path">The file.</param>
    /// <param name="body">The body.</param>
    /// <param name="before">Bytes that the data set has already, unpacked.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Bytes of the file; of one of gzip those that it unpacks to, if they are more.</returns>
    /// <exception cref="RefusalException">They are too many.</exception>
    public static async Task<long> SaveAsync(string path, Stream body, long before, CancellationToken cancellation)
    {
        try
        {
            long bytes = await WriteAsync(path, body, before, cancellation).ConfigureAwait(false);
            return Math.Max(bytes, await Task.Run(() => Unpacked(path, before, cancellation), cancellation)
                .ConfigureAwait(false));
        }
        catch
        {
            // On a full disk this makes room.
            File.Delete(path);
            throw;
        }
    }

    private static async Task<long> WriteAsync(string path, Stream body, long before, CancellationToken cancellation)
    {
        var file = new FileStream(
            path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
        byte[] some = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            long bytes = 0;
            int read;
            while ((read = await body.ReadAsync(some, cancellation).ConfigureAwait(false)) > 0)
            {
                bytes += read;
                if (before + bytes > DataShelf.MostBytes)
                {
                    throw new RefusalException(
                        413, $"Data have at most {DataShelf.MostBytes >> 20} MiB. Leave rows out.");
                }

                await file.WriteAsync(some.AsMemory(0, read), cancellation).ConfigureAwait(false);
            }

            return bytes;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(some);
            await file.DisposeAsync().ConfigureAwait(false);
        }
    }

    // Whether gzip is whole is for its readers to say.
    private static long Unpacked(string path, long before, CancellationToken cancellation)
    {
        using FileStream file = File.OpenRead(path);
        if (file.ReadByte() != 0x1F || file.ReadByte() != 0x8B)
        {
            return 0;
        }

        file.Position = 0;
        using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        byte[] some = ArrayPool<byte>.Shared.Rent(PieceBytes);
        long bytes = 0;
        try
        {
            int read;
            while ((read = unpacked.Read(some)) > 0)
            {
                cancellation.ThrowIfCancellationRequested();
                bytes += read;
                if (before + bytes > DataShelf.MostBytes)
                {
                    throw new RefusalException(
                        413, $"Unpacked, the data have more than {DataShelf.MostBytes >> 20} MiB: leave rows out.");
                }
            }
        }
        catch (InvalidDataException)
        {
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(some);
        }

        return bytes;
    }
}
