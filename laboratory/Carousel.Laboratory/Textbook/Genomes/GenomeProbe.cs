using Carousel.Autograd;
using Carousel.Genomes;
using Carousel.Inspection.Probes;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;
using Carousel.Tensors;

namespace Carousel.Laboratory.Textbook.Genomes;

/// <summary>
/// How often a linear probe reads a property of a base correctly from the state of a network, and from the bases just
/// before: the last twelve bases, and how often each class comes with the last six in the training part.
/// </summary>
internal sealed class GenomeProbe
{
    private const int Rows = 1_500, Counted = 60_000, Context = 12, Word = 6, Folds = 5;

    private readonly CpuBackend _backend;
    private readonly NextBaseTask _task;
    private readonly byte[][] _windows;
    private readonly ProbeTarget _target;
    private readonly float[] _context;
    private readonly int _contextSize;
    private readonly ulong _seed;

    /// <summary>Rows of a property, as many of each class.</summary>
    /// <param name="backend">Of one thread.</param>
    /// <param name="task">Whose windows networks read.</param>
    /// <param name="property">The property to read.</param>
    /// <param name="training">Where classes are counted.</param>
    /// <param name="test">Where rows are from.</param>
    /// <param name="seed">Of rows and folds.</param>
    public GenomeProbe(
        CpuBackend backend, NextBaseTask task, GenomeProperty property, GenomeRegion training, GenomeRegion test,
        ulong seed)
    {
        (_backend, _task, _seed) = (backend, task, seed);
        var random = new TrialRandom(seed, $"{task.Name}/{property.Name}", 0);
        int classes = property.Classes;
        double[,] shares = Shares(property, training, random);
        _windows = new byte[Rows][];
        var own = new int[Rows];
        _contextSize = (Context * Bases.Count) + classes;
        _context = new float[Rows * _contextSize];
        for (int n = 0; n < Rows; n++)
        {
            (CodingStrand strand, int at) = DrawOf(property, test, random, n % classes);
            (_windows[n], own[n]) = (strand.Bases.AsSpan(at + 1 - NextBaseTask.Length, NextBaseTask.Length).ToArray(),
                n % classes);
            Span<float> row = _context.AsSpan(n * _contextSize, _contextSize);
            for (int k = 0; k < Context; k++)
            {
                row[(k * Bases.Count) + (_windows[n][^(k + 1)] & 3)] = 1;
            }

            for (int c = 0; c < classes; c++)
            {
                row[(Context * Bases.Count) + c] = (float)shares[Number(_windows[n]), c];
            }
        }

        _target = ProbeTarget.OfClasses(own, classes);
    }

    /// <summary>The share of rows told right from a network's state after the base.</summary>
    public double OfStates(TaskNetwork network, CancellationToken cancellation)
    {
        var batch = new TaskBatch(_task);
        batch.Begin(NextBaseTask.Length, Rows);
        for (int n = 0; n < Rows; n++)
        {
            StartWindowTask.Write(batch, n, _windows[n]);
        }

        using var arena = new Arena(_backend);
        var tape = new Tape(_backend, arena);
        tape.Begin(TapeMode.Inference);
        Variable input = tape.Input(
            batch.Inputs.Values, new Shape(batch.Inputs.Packing.Rows, batch.Inputs.FeatureSize));
        float[] hidden = network.Core.Forward(tape, input, batch.Inputs.Packing).Hidden.Value.ToArray();
        int size = network.Core.OutputSize;
        return Score(
            [
                .. Enumerable.Range(0, Rows).SelectMany(n => hidden.AsSpan(
                    batch.Inputs.Packing.Row(n, NextBaseTask.Length - 1) * size, size).ToArray()),
            ],
            size, cancellation);
    }

    /// <summary>The share of correct answers from the bases just before.</summary>
    public double OfContext(CancellationToken cancellation) => Score([.. _context], _contextSize, cancellation);

    // One number for each class, that of the class 1 and of the others 0: the largest that is read counts.
    private double Score(float[] features, int size, CancellationToken cancellation)
    {
        int[] groups = [.. Enumerable.Range(0, Rows)];
        ProbeTarget[] indicators =
        [
            .. Enumerable.Range(0, _target.Classes)
                .Select(c => ProbeTarget.OfNumbers([.. _target.Values.Select(v => v == c ? 1.0 : 0)])),
        ];
        IReadOnlyList<double[]> read = RidgeProbe.Read(
            new ProbeRows(features, size, groups, Folds, _seed), indicators, cancellation);
        double[] chosen =
        [
            .. groups.Select(n => (double)Enumerable.Range(0, _target.Classes).MaxBy(c => read[c][n])),
        ];
        return new ProbeScore(_target, chosen, groups).Value;
    }

    // [4⁶, C], the share of each class among bases with the same six last ones, none of them with certainty.
    private static double[,] Shares(GenomeProperty property, GenomeRegion training, TrialRandom random)
    {
        var counts = new double[1 << (2 * Word), property.Classes];
        for (int k = 0; k < Counted; k++)
        {
            (CodingStrand strand, int at, int own) = property.Draw(training, random, Word);
            if (own >= 0)
            {
                counts[Number(strand.Bases.AsSpan(at + 1 - Word, Word)), own]++;
            }
        }

        for (int word = 0; word < counts.GetLength(0); word++)
        {
            double all = property.Classes;
            for (int c = 0; c < property.Classes; c++)
            {
                all += counts[word, c];
            }

            for (int c = 0; c < property.Classes; c++)
            {
                counts[word, c] = (counts[word, c] + 1) / all;
            }
        }

        return counts;
    }

    private static (CodingStrand Strand, int At) DrawOf(
        GenomeProperty property, GenomeRegion region, TrialRandom random, int wanted)
    {
        while (true)
        {
            (CodingStrand strand, int at, int own) = property.Draw(region, random, NextBaseTask.Length);
            if (own == wanted)
            {
                return (strand, at);
            }
        }
    }

    private static int Number(ReadOnlySpan<byte> bases)
    {
        int number = 0;
        foreach (byte known in bases[^Word..])
        {
            number = (number << 2) | (known & 3);
        }

        return number;
    }
}
