using System.Runtime.Intrinsics.X86;

namespace Carousel.Kernels;

/// <summary>
/// The innermost loop of every product in 8 bits: sums[r, o] = Σₖ q[r, k]·w[o, k], exactly, in 32 bits.
/// </summary>
/// <remarks>
/// <para>A row holds q + 128 as unsigned bytes, in groups of four; a panel is [groups × width × 4] signed bytes: for
/// each group of four inputs the weights of neighbouring outputs.
/// The sums start from −128·Σₖ w[o, k], so the 128 cancels. If the inputs are not a multiple of four, the weights
/// are padded with zeros, which do not change the sums.</para>
/// <para>Whole numbers add up to the same in any order, and an overflow of 32 bits on the way cancels. So every
/// instruction gives the same sums.
/// The processor's dot product of bytes is used if it has one, else products widened to 16 bits. The saturating product
/// of bytes would not be exact.</para>
/// </remarks>
internal static unsafe partial class ByteProduct
{
    /// <summary>Inputs side by side in a panel: as many as one 32-bit lane of a dot product takes.</summary>
    public const int GroupSize = 4;

    /// <summary>The most outputs of a panel.</summary>
    public const int MostWidth = 64;

    private const int VectorOutputs = 8;

    /// <summary>The number of groups of four inputs.</summary>
    public static int Groups(int inputs) => (inputs + GroupSize - 1) / GroupSize;

    /// <summary>The sums of some rows with one panel, by the best instructions that the processor has.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="a">The rows, each of groups·4 bytes.</param>
    /// <param name="aStride">Bytes from a row to the next.</param>
    /// <param name="sums">[rows, width], overwritten.</param>
    public static void Multiply(BytePanel panel, int rows, byte* a, nint aStride, int* sums)
    {
        if (AvxVnni.IsSupported)
        {
            MultiplyByDots(panel, rows, a, aStride, sums);
        }
        else if (Avx2.IsSupported)
        {
            MultiplyWidened(panel, rows, a, aStride, sums);
        }
        else
        {
            MultiplyByFours(panel, rows, a, aStride, sums);
        }
    }
}
