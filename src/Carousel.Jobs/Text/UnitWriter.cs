using System.Text;

namespace Carousel.Jobs.Text;

/// <summary>
/// Writes units as text one by one, without allocating: bytes of unfinished characters wait for the rest.
/// </summary>
/// <param name="tokenizer">Whose units.</param>
/// <param name="writer">Takes the text.</param>
internal sealed class UnitWriter(Tokenizer tokenizer, TextWriter writer)
{
    private readonly Decoder _decoder = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetDecoder();
    private readonly char[] _characters = new char[64];
    private int _before = -1;

    /// <summary>Writes a unit.</summary>
    /// <param name="unit">Its number.</param>
    public void Write(int unit)
    {
        if (_before >= 0 && tokenizer.IsSpaceBetween(_before, unit))
        {
            writer.Write(' ');
        }

        _before = unit;
        ReadOnlySpan<byte> bytes = tokenizer.Utf8Of(unit);
        while (!bytes.IsEmpty)
        {
            _decoder.Convert(bytes, _characters, flush: false, out int used, out int count, out _);
            writer.Write(_characters.AsSpan(0, count));
            bytes = bytes[used..];
        }
    }

    /// <summary>Takes a unit as written that stands elsewhere already, such as the last one of a beginning.</summary>
    /// <param name="unit">Its number.</param>
    public void Follow(int unit) => _before = unit;

    /// <summary>Writes what waits: an unfinished character becomes a replacement character.</summary>
    public void End()
    {
        _decoder.Convert([], _characters, flush: true, out _, out int count, out _);
        writer.Write(_characters.AsSpan(0, count));
    }
}
