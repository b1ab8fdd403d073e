using Carousel.Autograd;
using Carousel.Inspection.Traces;
using Carousel.Jobs.Statistics;
using Carousel.Networks;

namespace Carousel.Genomes.Labeling;

/// <summary>
/// Whether forget gates fall where a label begins or ends: the mean gate at these places against the mean at the same
/// places shifted in a circle.
/// </summary>
/// <param name="Layer">Which recurrent layer.</param>
/// <param name="AtBoundaries">The mean forget gate at the steps that hold a boundary.</param>
/// <param name="Elsewhere">The mean of all steps.</param>
/// <param name="Chance">The mean over the shifts.</param>
/// <param name="PValue">How often a shift gives a mean as low, of 999 shifts.</param>
/// <param name="Boundaries">How many boundaries.</param>
internal sealed record ForgetGates(
    string Layer, double AtBoundaries, double Elsewhere, double Chance, double PValue, int Boundaries)
{
    private const int Shifts = 999;
    private const int MostSteps = 60_000;

    /// <summary>A layer's gates in one line.</summary>
    internal string Describe() => Invariant.Of(
        $"forget gates of {Layer}: {AtBoundaries:0.000} at {Boundaries} boundaries, {Elsewhere:0.000} over all steps; "
        + $"a shift of the boundaries gives {Chance:0.000} (p of a value as low: {PValue:0.000}, 999 shifts)");

    /// <summary>Measures every LSTM layer of a network on a sequence.</summary>
    internal static IReadOnlyList<ForgetGates> Of(
        Backend backend, NucleotideNetwork network, NucleotideTracks track, ulong seed)
    {
        int steps = Math.Min(MostSteps, track.Sequence.Length / NucleotideDesign.Fold);
        byte[] labels = track.Labels[0];
        int[] boundaries =
        [
            .. Enumerable.Range(1, Math.Max(0, steps - 1))
                .Where(s => labels[s * NucleotideDesign.Fold] != labels[(s - 1) * NucleotideDesign.Fold]),
        ];
        if (boundaries.Length == 0 || network.Design.Layers == GenomeLayers.Convolution
            || network.Design.Cell.Cell != CellKind.Lstm)
        {
            return [];
        }

        float[] input = network.StepsOf(backend, track.Sequence[..(steps * NucleotideDesign.Fold)]);
        var shifts = new Permutation(seed, "shifts of boundaries");
        return
        [
            .. NetworkTrace.Of(backend, network.Reader, input, [TraceQuantity.ForgetGate])
                .Where(l => l.Quantities.Contains(TraceQuantity.ForgetGate))
                .Select(l => Of(l, steps, boundaries, shifts)),
        ];
    }

    private static ForgetGates Of(LayerTrace layer, int steps, int[] boundaries, Permutation shifts)
    {
        float[] gates = layer[TraceQuantity.ForgetGate];
        double[] means =
        [
            .. Enumerable.Range(0, steps)
                .Select(s => gates.AsSpan(s * layer.Units, layer.Units).ToArray().Average(g => (double)g)),
        ];
        double Mean(int shift) => boundaries.Average(b => means[(b + shift) % steps]);
        double[] shifted =
        [
            .. Enumerable.Range(0, Shifts).Select(k => Mean(1 + shifts.Below(k, Math.Max(1, steps - 1)))),
        ];
        double observed = Mean(0);
        return new ForgetGates(
            layer.Layer, observed, means.Average(), shifted.Average(),
            Permutation.PValue(shifted.Count(s => s <= observed), Shifts), boundaries.Length);
    }
}
