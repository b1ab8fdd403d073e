using Carousel.Kernels;

namespace Carousel.Autograd;

/// <summary>
/// How the gradients of a convolution's filters fall into parts: a rule of the shape alone, so that neither parts nor
/// bits depend on the number of threads.
/// </summary>
/// <remarks>
/// A part of the weight is a strip of outputs and a few of its columns, and lays out what the filters see at those
/// columns alone. Where there are few strips and panels, as in the first layers, which see the largest pictures,
/// columns are cut
/// finer, down to one vector of 512 bits; outputs are not, as every strip lays out its columns anew. A part of the bias
/// is one line of the cache. Every element is one chain, whole in one part.
/// </remarks>
/// <param name="Outputs">O.</param>
/// <param name="Patch">Columns of the weight.</param>
/// <param name="Weight">Whether the weight's gradient is wanted.</param>
/// <param name="Bias">Whether the bias's is.</param>
internal readonly record struct FilterGradientSplit(int Outputs, int Patch, bool Weight, bool Bias)
{
    private const int FewParts = 8, Narrowest = 16, BiasOutputs = 16;

    private int Strips => (Outputs + MatrixProduct.Strip - 1) / MatrixProduct.Strip;

    private int WeightParts => Weight ? Strips * Pieces(Width) : 0;

    /// <summary>How many parts: those of the weight first, which take longest.</summary>
    public int Parts => WeightParts + (Bias ? (Outputs + BiasOutputs - 1) / BiasOutputs : 0);

    /// <summary>Columns of a part of the weight.</summary>
    private int Width
    {
        get
        {
            int width = RegisterTile.PanelWidth;
            while (width > Narrowest && Strips * Pieces(width) < FewParts)
            {
                width /= 2;
            }

            return width;
        }
    }

    /// <summary>What a part computes.</summary>
    /// <param name="part">Which.</param>
    /// <returns>Its outputs and columns; no columns for the bias.</returns>
    public FilterPart Of(int part)
    {
        if (part >= WeightParts)
        {
            int first = (part - WeightParts) * BiasOutputs;
            return new(first, Math.Min(Outputs, first + BiasOutputs), 0, 0);
        }

        (int strip, int piece) = Math.DivRem(part, Pieces(Width));
        (int output, int column) = (strip * MatrixProduct.Strip, piece * Width);
        return new(output, Math.Min(Outputs, output + MatrixProduct.Strip), column, Math.Min(Patch, column + Width));
    }

    private int Pieces(int width) => (Patch + width - 1) / width;
}
