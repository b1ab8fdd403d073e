using Carousel.Kernels;
using Carousel.Layers;

namespace Carousel.Inspection;

/// <summary>A part of a layer's state.</summary>
/// <param name="Name">Its name, such as <c>0.c</c>.</param>
/// <param name="First">Where it begins in the state.</param>
/// <param name="Size">How many values.</param>
/// <param name="Kept">The inner step that has the gates by which it keeps its values, as places in the
/// equations' stacks; null where it has none.</param>
/// <param name="Radius">The spectral radius of an Elman net's R; not a number for others, and for more than 256 units,
/// where it would take long.</param>
/// <param name="TheoryName">What theory says of it; empty where it says nothing.</param>
internal sealed record StatePart(string Name, int First, int Size, int[]? Kept, double Radius, string TheoryName)
{
    private const string Powers = "powers of the spectral radius of R";
    private const int MostUnits = 256;
    private const int Squarings = 40;
    private const double Tolerance = 1e-11;

    /// <summary>The parts of a layer's state, in its order.</summary>
    public static IReadOnlyList<StatePart> Of(SequenceLayer layer)
    {
        var parts = new List<StatePart>();
        Add(parts, layer, "", [], 0);
        return parts;
    }

    /// <summary>The parts of one Elman layer's state.</summary>
    /// <param name="hidden">H.</param>
    /// <param name="radius">The spectral radius of R.</param>
    public static IReadOnlyList<StatePart> OfElman(int hidden, double radius) =>
        [new("h", 0, hidden, null, radius, Powers)];

    /// <summary>The parts of one LSTM layer's state.</summary>
    /// <param name="hidden">H.</param>
    public static IReadOnlyList<StatePart> OfLstm(int hidden) =>
    [
        new("h", 0, hidden, null, double.NaN, ""),
        new("c", hidden, hidden, [], double.NaN, Product(LstmDescription.Cell.KeepingGate!)),
    ];

    /// <summary>The spectral radius of a square matrix: lim ‖Rᵏ‖^(1/k), by squaring.</summary>
    /// <param name="matrix">[n, n].</param>
    /// <param name="n">Rows.</param>
    /// <returns>The largest size of an eigenvalue, to about ten digits.</returns>
    public static double SpectralRadius(double[] matrix, int n)
    {
        double[] power = [.. matrix];
        double logarithm = 0, weight = 1;
        for (int k = 0; k <= Squarings; k++)
        {
            double size = Math.Sqrt(power.Sum(v => v * v));
            if (!(size > 0))
            {
                return 0;
            }

            // Rᵏ for k = 2^j is size_0^k · size_1^(k/2) · … · power, each power scaled to length 1 before it is
            // squared.
            double change = weight * ScalarMath.Log(size);
            logarithm += change;
            weight /= 2;
            // Before n steps a nilpotent matrix has not come to 0.
            if (Math.Abs(change) < Tolerance && weight * n < 1)
            {
                break;
            }

            for (int i = 0; i < power.Length; i++)
            {
                power[i] /= size;
            }

            power = Square(power, n);
        }

        return ScalarMath.Exp(logarithm);
    }

    private static int Add(List<StatePart> parts, SequenceLayer layer, string prefix, int[] path, int first)
    {
        switch (layer)
        {
            case Stack stack:
                int place = 0;
                foreach ((string name, Layer inner) in stack.NamedLayers)
                {
                    var sequence = (SequenceLayer)inner;
                    first = Add(parts, sequence, $"{prefix}{name}.", [.. path, place], first);
                    place += sequence is Dropout ? 0 : 1;
                }

                return first;
            case RecurrentLayer recurrent:
                AddRecurrent(parts, recurrent, prefix, path, first);
                break;
            default:
                if (layer.StateSize > 0)
                {
                    parts.Add(new StatePart(prefix + "state", first, layer.StateSize, null, double.NaN, ""));
                }

                break;
        }

        return first + layer.StateSize;
    }

    // The part that a gate keeps is the first part of the state after h, or h if the state has no other part. Without
    // a gate, theory covers only h = f(R h₋ + …).
    private static void AddRecurrent(
        List<StatePart> parts, RecurrentLayer layer, string prefix, int[] path, int first)
    {
        RecurrentCell cell = layer.Cell;
        IReadOnlyList<int> sizes = cell.StateSizes(layer.HiddenSize, layer.Heads);
        for (int s = 0; s < cell.States.Count; s++)
        {
            int size = s == 0 ? layer.OutputSize : sizes[s];
            RecurrentGate? keeps = s == Math.Min(1, cell.States.Count - 1) ? cell.KeepingGate : null;
            bool hasRadius = cell.GateCount == 1 && size <= MostUnits;
            double radius = hasRadius
                ? SpectralRadius([.. layer.R.Value.ToArray().Select(v => (double)v)], size)
                : double.NaN;
            parts.Add(new StatePart(
                prefix + cell.States[s], first, size, keeps is null ? null : path, radius,
                keeps is not null ? Product(keeps) : hasRadius ? Powers : ""));
            first += size;
        }
    }

    private static string Product(RecurrentGate keeps) => $"product of {keeps.Name}s";

    private static double[] Square(double[] a, int n)
    {
        var product = new double[a.Length];
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < n; k++)
            {
                double value = a[(i * n) + k];
                for (int j = 0; j < n; j++)
                {
                    product[(i * n) + j] += value * a[(k * n) + j];
                }
            }
        }

        return product;
    }
}
