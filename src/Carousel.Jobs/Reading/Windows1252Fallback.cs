using System.Text;

namespace Carousel.Jobs.Reading;

/// <summary>Reads bytes that are not UTF-8 as Windows-1252, each as one character.</summary>
/// <param name="refusesUnused">Whether the five bytes that Windows-1252 does not use throw a
/// <see cref="DecoderFallbackException"/>; otherwise they are the control characters of Latin-1.</param>
internal sealed class Windows1252Fallback(bool refusesUnused) : DecoderFallback
{
    // The characters of bytes 0x80 to 0x9F; the other bytes above are those of Latin-1.
    private const string Upper = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ";

    public override int MaxCharCount => 3;

    public override DecoderFallbackBuffer CreateFallbackBuffer() => new Characters(refusesUnused);

    private static char CharacterOf(byte value) => value is >= 0x80 and <= 0x9F ? Upper[value - 0x80] : (char)value;

    private sealed class Characters(bool refusesUnused) : DecoderFallbackBuffer
    {
        private byte[] _bytes = [];
        private int _next;

        public override int Remaining => _bytes.Length - _next;

        public override bool Fallback(byte[] bytesUnknown, int index)
        {
            int unused = Array.FindIndex(bytesUnknown, b => char.IsControl(CharacterOf(b)));
            if (refusesUnused && unused >= 0)
            {
                throw new DecoderFallbackException(null, bytesUnknown, index + unused);
            }

            (_bytes, _next) = (bytesUnknown, 0);
            return true;
        }

        public override char GetNextChar() => Remaining > 0 ? CharacterOf(_bytes[_next++]) : '\0';

        public override bool MovePrevious()
        {
            bool moves = _next > 0;
            _next -= moves ? 1 : 0;
            return moves;
        }

        public override void Reset() => (_bytes, _next) = ([], 0);
    }
}
