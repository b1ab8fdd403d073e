namespace Carousel.Kernels;

/// <summary>The one order of an LSTM's gates, in memory and in files: i, f, g, o; and how kernels keep them.</summary>
/// <remarks>
/// Parameters have 4H rows by gate, then unit (PyTorch). Inside kernels the 4H axis is compact: by blocks of 16 units,
/// inside a block by gate, then by unit; the last block holds
/// H mod 16 units if that is not 0. It is the order of sums over gates, and of the gates that Forward keeps.
/// </remarks>
internal static class LstmGates
{
    /// <summary>How many gates.</summary>
    public const int Count = 4;

    /// <summary>i, what enters the cell.</summary>
    public const int Input = 0;

    /// <summary>f, what the cell keeps.</summary>
    public const int Forget = 1;

    /// <summary>g, the candidate.</summary>
    public const int Candidate = 2;

    /// <summary>o, what leaves the cell.</summary>
    public const int Output = 3;
}
