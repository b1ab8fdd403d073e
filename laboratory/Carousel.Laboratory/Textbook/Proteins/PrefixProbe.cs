using Carousel.Autograd;
using Carousel.Inspection.Probes;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;
using Carousel.Tensors;

namespace Carousel.Laboratory.Textbook.Proteins;

/// <summary>
/// Linear probes of the states of a network over proteins: the net charge of the prefix, and control tasks (Hewitt and
/// Liang 2019) in which the same charges are those of other residues.
/// </summary>
internal sealed class PrefixProbe
{
    private const int Every = 4, First = 10, Folds = 5, Controls = 20;

    private readonly int[] _groups;
    private readonly ProbeTarget[] _targets;
    private readonly byte[][] _prefixes;

    /// <summary>States at every fourth residue from the tenth on.</summary>
    /// <param name="backend">Where the network was built.</param>
    /// <param name="network">The network.</param>
    /// <param name="task">Asks something of proteins; only its inputs matter.</param>
    /// <param name="proteins">Which it was not trained on.</param>
    /// <param name="seed">Of folds and controls.</param>
    public PrefixProbe(
        CpuBackend backend, TaskNetwork network, ProteinTask task, IReadOnlyList<byte[]> proteins, ulong seed)
    {
        var batch = new TaskBatch(task);
        task.Fill(proteins, batch);
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        tape.Begin(TapeMode.Inference);
        Variable input = tape.Input(
            batch.Inputs.Values, new Shape(batch.Inputs.Packing.Rows, batch.Inputs.FeatureSize));
        float[] hidden = network.Core.Forward(tape, input, batch.Inputs.Packing).Hidden.Value.ToArray();
        Size = network.Core.OutputSize;
        (int Protein, int Step)[] places =
        [
            .. proteins.SelectMany((p, b) => Enumerable.Range(0, p.Length - 1)
                .Where(t => t >= First && t % Every == 0).Select(t => (b, t))),
        ];
        _groups = [.. places.Select(p => p.Protein)];
        _prefixes = [.. places.Select(p => proteins[p.Protein][..(p.Step + 1)])];
        States = [.. places.SelectMany(p => hidden.AsSpan(
            batch.Inputs.Packing.Row(p.Protein, p.Step) * Size, Size).ToArray())];
        Rows = new ProbeRows([.. States], Size, _groups, Folds, seed);
        var random = new TrialRandom(seed, "textbook/control charges", 0);
        double[] values = [.. Enumerable.Range(0, ProteinSet.Letters.Length).Select(ProteinSet.ChargeOf)];
        _targets = [Sums(values), .. Enumerable.Range(0, Controls).Select(_ => Sums(Shuffled(values, random)))];
        Seed = seed;
    }

    /// <summary>H.</summary>
    public int Size { get; }

    /// <summary>[N, H], unscaled.</summary>
    public float[] States { get; }

    /// <summary>The states as probes read them.</summary>
    public ProbeRows Rows { get; }

    /// <summary>[N], the net charge of each prefix.</summary>
    public ProbeTarget Charge => _targets[0];

    private ulong Seed { get; }

    /// <summary>R² of the charge on proteins that the probe has not seen, and the mean of 20 controls.</summary>
    public (double Charge, double Control) Explained(CancellationToken cancellation)
    {
        double[] scores = Scores(Rows, cancellation);
        return (scores[0], scores.Skip(1).Average());
    }

    /// <summary>
    /// R² of a sum from the best single unit, divided by R² from all units together: the charge and its 20 controls,
    /// means of R² over them.
    /// </summary>
    public double BestUnitOverAll(CancellationToken cancellation)
    {
        var best = new double[_targets.Length];
        for (int unit = 0; unit < Size; unit++)
        {
            float[] own = [.. Enumerable.Range(0, _groups.Length).Select(n => States[(n * Size) + unit])];
            double[] scores = Scores(new ProbeRows(own, 1, _groups, Folds, Seed), cancellation);
            best = [.. best.Zip(scores, Math.Max)];
        }

        return best.Average() / Scores(Rows, cancellation).Average();
    }

    private double[] Scores(ProbeRows rows, CancellationToken cancellation)
    {
        IReadOnlyList<double[]> read = RidgeProbe.Read(rows, _targets, cancellation);
        return [.. _targets.Select((target, k) => new ProbeScore(target, read[k], _groups).Value)];
    }

    private ProbeTarget Sums(double[] values) =>
        ProbeTarget.OfNumbers([.. _prefixes.Select(p => p.Sum(r => values[r]))]);

    private static double[] Shuffled(double[] values, TrialRandom random)
    {
        double[] other = [.. values];
        random.Shuffle(other.AsSpan());
        return other;
    }
}
