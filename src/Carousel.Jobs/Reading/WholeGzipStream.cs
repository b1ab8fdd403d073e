using System.IO.Compression;
using Carousel.Data;

namespace Carousel.Jobs.Reading;

/// <summary>
/// Unpacks gzip and rejects a file that ends early. <see cref="GZipStream"/> checks the CRC32 and the length of each
/// member, but returns the end of the data where the file was cut. One more member follows the file here: it is
/// unpacked only if all members of the file are whole.
/// </summary>
internal sealed class WholeGzipStream : SequentialStream
{
    private static readonly byte[] _mark = [.. "0xE9B14C57"u8, 0, 255, 1, 254, 2, 253, 3, 252];
    private static readonly byte[] _packedMark = Pack(_mark);

    // Tables and texts shrink to a tenth, rarely to a hundredth. A file that shrinks far more was made to fill memory
    // or disk.
    private const long FreeBytes = 64L << 20, MostRatio = 500;

    private readonly string _path;
    private readonly MarkedStream _file;
    private readonly GZipStream _unpacked;
    private MemoryStream? _rest;
    private long _unpackedBytes;

    /// <summary>Unpacks a file.</summary>
    /// <param name="file">Its bytes.</param>
    /// <param name="path">How messages call it.</param>
    /// <param name="leaveOpen">Whether the bytes stay open when this stream is closed.</param>
    public WholeGzipStream(Stream file, string path, bool leaveOpen = false)
    {
        _path = path;
        _file = new MarkedStream(file, leaveOpen);
        _unpacked = new GZipStream(_file, CompressionMode.Decompress);
    }

    public override bool CanRead => true;

    public override int Read(Span<byte> buffer)
    {
        try
        {
            int read = _rest is null ? _unpacked.Read(buffer) : _rest.Read(buffer);
            Count(read);
            if (_rest is not null || buffer.Length == 0 || (read > 0 && !_file.IsAtMark))
            {
                return read;
            }

            _rest = ReadEnd(buffer[..read]);
            return _rest.Read(buffer);
        }
        catch (InvalidDataException caught)
        {
            throw _file.IsAtMark ? EndsEarly(caught) : new DataFormatException(
                $"{_path} is a damaged gzip file. Pack it again, or pass the unpacked file.", caught);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _unpacked.Dispose();
            _rest?.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Reads what is left once the file has been read to its end.</summary>
    /// <param name="read">What has been unpacked and not been handed out.</param>
    /// <returns>The rest of the file's data, without the mark.</returns>
    private MemoryStream ReadEnd(ReadOnlySpan<byte> read)
    {
        // The mark is not asked for only if other bytes follow the last member. Zeros fill blocks of tapes and disks.
        if (!_file.IsAtMark)
        {
            return _file.EndsWithZero ? new MemoryStream() : throw new DataFormatException(
                $"{_path} is a damaged gzip file: other bytes follow its packed data. Pack it again, or pass the "
                + "unpacked file.");
        }

        var rest = new MemoryStream();
        rest.Write(read);
        _unpacked.CopyTo(rest);
        if (!rest.GetBuffer().AsSpan(0, (int)rest.Length).EndsWith(_mark))
        {
            throw EndsEarly(null);
        }

        rest.SetLength(rest.Length - _mark.Length);
        rest.Position = 0;
        return rest;
    }

    private void Count(int read)
    {
        _unpackedBytes += read;
        if (_unpackedBytes > FreeBytes && _unpackedBytes > MostRatio * _file.BytesRead)
        {
            throw new DataFormatException(
                $"{_path} unpacks to more than {MostRatio} times its size, as no real table or text does. Pass the "
                + "unpacked file if it is one.");
        }
    }

    private DataFormatException EndsEarly(Exception? caught) => new(
        $"{_path} is a gzip file that ends early: a part of it is missing. Copy or download it again.", caught);

    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    /// <summary>The bytes of a file, followed by the packed mark.</summary>
    private sealed class MarkedStream(Stream file, bool leaveOpen) : SequentialStream
    {
        private int _given;

        public override bool CanRead => true;

        public bool IsAtMark { get; private set; }

        public bool EndsWithZero { get; private set; }

        public long BytesRead { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            int read = IsAtMark ? 0 : file.Read(buffer);
            if (read > 0)
            {
                BytesRead += read;
                EndsWithZero = buffer[read - 1] == 0;
                return read;
            }

            IsAtMark |= buffer.Length > 0;
            int count = Math.Min(buffer.Length, _packedMark.Length - _given);
            _packedMark.AsSpan(_given, count).CopyTo(buffer);
            _given += count;
            return count;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing && !leaveOpen)
            {
                file.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
