using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace Carousel.Server.Wire;

/// <summary>Bytes of an answer during writing; the buffer of a thread is reused.</summary>
internal sealed class TextBuffer : IBufferWriter<byte>
{
    private const int KeptBytes = 1 << 20;

    [ThreadStatic]
    private static TextBuffer? _own;

    private byte[] _bytes = new byte[4096];
    private int _length;

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>What was written, as long as nothing else is.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, _length);

    /// <summary>The thread's buffer, empty; to be used up before the thread does anything else.</summary>
    public static TextBuffer Begin()
    {
        TextBuffer own = _own ??= new TextBuffer();
        own.Clear();
        return own;
    }

    /// <summary>Empties the buffer.</summary>
    public void Clear()
    {
        _length = 0;
        if (_bytes.Length > KeptBytes)
        {
            _bytes = new byte[4096];
        }
    }

    /// <summary>Adds bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    public TextBuffer Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        _length += bytes.Length;
        return this;
    }

    /// <summary>Adds a whole number.</summary>
    /// <param name="value">The number.</param>
    public TextBuffer Add(long value)
    {
        Utf8Formatter.TryFormat(value, GetSpan(24), out int written);
        _length += written;
        return this;
    }

    /// <summary>Adds the shortest text that reads back to the same number; one that is not finite is null.</summary>
    /// <param name="value">The number.</param>
    public TextBuffer Add(float value)
    {
        if (!float.IsFinite(value))
        {
            return Add("null"u8);
        }

        value.TryFormat(GetSpan(24), out int written, default, CultureInfo.InvariantCulture);
        _length += written;
        return this;
    }

    /// <summary>Adds a text as JSON.</summary>
    /// <param name="text">The text.</param>
    public TextBuffer AddQuoted(string text) =>
        Add("\""u8).Add(JsonEncodedText.Encode(text).EncodedUtf8Bytes).Add("\""u8);

    /// <inheritdoc/>
    public void Advance(int count) => _length += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(Math.Max(sizeHint, 256));
        return _bytes.AsMemory(_length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Ensure(Math.Max(sizeHint, 1));
        return _bytes.AsSpan(_length);
    }

    private void Ensure(int more)
    {
        if (_bytes.Length - _length < more)
        {
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _length + more));
        }
    }
}
