namespace Carousel.Jobs.Sound;

/// <summary>What the header of a WAV file says of its samples.</summary>
/// <param name="Rate">Samples a second of each channel.</param>
/// <param name="Channels">1 or 2.</param>
/// <param name="Bits">8 (without sign, 128 is zero), 16, 24 or 32 (with sign) for a sample.</param>
/// <param name="IsFloat">Whether 32 bits are a number of floating point.</param>
internal readonly record struct WavFormat(int Rate, int Channels, int Bits, bool IsFloat = false)
{
    /// <summary>Bytes of one sample of all channels.</summary>
    public int FrameBytes => Channels * Bits / 8;
}
