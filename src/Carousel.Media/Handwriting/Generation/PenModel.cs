using System.Globalization;
using System.Text.Json;
using Carousel.Autograd;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Portable;
using Carousel.Jobs.Reading;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Storage;

namespace Carousel.Handwriting;

/// <summary>A fitted model that draws.</summary>
internal sealed class PenModel(
    CpuBackend backend, Stack network, PenDesign design, FitSummary summary, PenOrigin origin)
    : JobModel(backend, network, summary), IGraphModel, IInspectable
{
    /// <summary>What the model is for, as its file says.</summary>
    public const string TaskName = "draw";

    private static readonly JobMetric[] _metrics =
    [
        new("nats", "nats per point") { Decimals = 3 }, new("offset_nats", "of the offset") { Decimals = 3 },
        new("lift_nats", "of the lift") { Decimals = 3 },
    ];

    private readonly PenBaseline? _baseline = PenBaseline.Read(origin.Alpha, origin.Mixture);

    /// <inheritdoc/>
    public override string Task => TaskName;

    /// <summary>Loads a model.</summary>
    /// <param name="path">What <see cref="JobModel.Save"/> wrote.</param>
    /// <param name="threads">How many threads compute; 0 for as many as the machine has processors.</param>
    /// <returns>The model, owned by the caller.</returns>
    /// <exception cref="ModelFileException">Missing, damaged, or of another task.</exception>
    public static PenModel Load(string path, int threads = 0) => ModelReading.Load(path, TaskName, threads, reading =>
    {
        PenDesign design = reading.Configuration(MediaJson.Default.PenDesign);
        PenOrigin origin = reading.Data(MediaJson.Default.PenOrigin);
        Stack network = reading.Build(
            design.IsInRange && (origin.Alpha is null || PenBaseline.Read(origin.Alpha, origin.Mixture) is not null),
            design.Cells.Hidden, design.MakeNetwork);
        return new PenModel(reading.Backend, network, design, reading.Summary, origin);
    });

    /// <inheritdoc/>
    public override AnswerShare Share => _baseline?.Share ?? AnswerShare.Alone;

    /// <inheritdoc/>
    public override JobDescription Describe()
    {
        long step = CellStack.MultiplyAdds(design.Cells, design.Inputs)
            + ((long)design.Cells.Hidden * design.Outputs);
        return new JobDescription(
        [
            $"{design.Describe()}: where a pen goes "
            + $"next{(design.Classes.Count > 0 ? $", for {FigureText.Count(design.Classes.Count)} classes" : "")}",
            $"learned from {FigureText.Counted(origin.Drawings, "drawing")}; data {origin.Fingerprint}",
        ],
        ModelDescription.Of(design.Describe(), Networks, step, network.StateSize, "step"));
    }

    /// <summary>How well the model predicts drawings, compared with the baselines.</summary>
    public JobResult Score(IReadOnlyList<PenOffsets> drawings, CancellationToken cancellation)
    {
        long points = drawings.Sum(d => (long)d.Count);
        JobScore Row(string name, string title, IEnumerable<PenNats> costs)
        {
            PenNats all = PenNats.Sum(costs);
            double offset = all.Offset / points, lift = all.Lift / points;
            return new JobScore(
                name, title,
                new Dictionary<string, double>
                {
                    ["nats"] = offset + lift,
                    ["offset_nats"] = offset,
                    ["lift_nats"] = lift,
                });
        }

        IEnumerable<PenNats> Guessed(Func<PenMove, PenNats> cost) =>
            drawings.Select(d => PenNats.Sum(d.Moves.Select(cost)));
        List<JobScore> guesses = [.. origin.Baselines.Select(b => Row(b.Name, b.Title, Guessed(b.Nats)))];
        if (origin.Mixture is { } mixture)
        {
            guesses.Insert(0, Row("last_offset_mixture", mixture.Title, Guessed(mixture.Nats)));
        }

        JobScore own = Row("carousel", "carousel", Nats(drawings, _baseline, cancellation)),
            best = guesses.MinBy(s => s.Metrics["nats"])!;
        if (_baseline is not null)
        {
            guesses.Insert(0, Row("network", "network alone", Nats(drawings, baseline: null, cancellation)));
        }

        double cost = own.Metrics["nats"], other = best.Metrics["nats"];
        string comparison = cost < other || _baseline is { Alpha: 0 }
            ? Invariant.Of($"the best baseline ({best.Title}) needs {other:0.00}.")
            : Invariant.Of(
                $"the baseline ({best.Title}) is better with {other:0.00}: more drawings or epochs may help.");
        return new JobResult(
            _metrics, [own, .. guesses],
            Invariant.Of($"The model needs {cost:0.00} nats per point over {points:N0} points; {comparison}"))
        {
            Notes = origin.Mixture is null
                ? [
                    "The mixture on the last offset is missing: the model file is older than this baseline. carousel "
                    + "write makes it when it trains.",
                ]
                : _baseline is null ? [] : [Share.Sentence],
        };
    }

    /// <summary>Draws, class by class where there are classes.</summary>
    /// <param name="count">How many drawings.</param>
    /// <param name="bias">How far it prefers the likeliest offsets.</param>
    /// <param name="seed">The same seed draws the same.</param>
    /// <param name="cancellation">Stops it.</param>
    public IReadOnlyList<Drawing> Draw(int count, double bias, ulong seed, CancellationToken cancellation)
    {
        var drawn = new List<Drawing>(count);
        for (int n = 0; n < count; n++)
        {
            cancellation.ThrowIfCancellationRequested();
            int label = design.Classes.Count == 0 ? -1 : n % design.Classes.Count;
            drawn.Add(new Drawing(
                (n + 1).ToString(CultureInfo.InvariantCulture),
                Draw(label, bias, new SimulationDraws(seed, "drawing", (uint)n)),
                label < 0 ? "" : design.Classes[label], 0));
        }

        return drawn;
    }

    /// <inheritdoc/>
    public override JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation)
    {
        DrawingData data = DrawingReader.Read(input);
        Drawing[] drawings = [.. data.Drawings.Where(d => d.Points.Count > 1)];
        IReadOnlyList<PenOffsets> offsets = design.Offsets(data.Name, drawings);
        PenNats[] nats = Nats(offsets, _baseline, cancellation);
        output.Write("id,points,nats_a_point\n");
        for (int n = 0; n < nats.Length; n++)
        {
            output.Write(Invariant.Of(
                $"{CsvCell.Of(drawings[n].Name)},{offsets[n].Count},{nats[n].All / offsets[n].Count:0.####}\n"));
        }

        int left = data.Drawings.Count - drawings.Length;
        return new JobAnswer(
            left == 0
                ? []
                : [
                    $"{FigureText.Counted(left, "drawing")} of one point cannot be predicted and "
                    + $"{(left == 1 ? "is" : "are")} left out.",
                ]);
    }

    /// <inheritdoc/>
    public override JobResult Evaluate(JobInput input, CancellationToken cancellation)
    {
        DrawingData data = DrawingReader.Read(input);
        return Score(design.Offsets(data.Name, data.Drawings), cancellation);
    }

    /// <inheritdoc/>
    public IInspectedModel Inspect() => new PenInspection(Backend, network, design);

    /// <inheritdoc/>
    public IReadOnlyList<ModelGraph> ToGraphs() => _baseline is null
        ? [PenGraph.Of(network, design)]
        : throw NotPortable.Inside("a mixture on the last offset");

    /// <inheritdoc/>
    private protected override ModelTexts ToTexts() => new(
        JsonSerializer.Serialize(design, MediaJson.Default.PenDesign),
        JsonSerializer.Serialize(origin, MediaJson.Default.PenOrigin));

    /// <summary>What drawings cost, each summed over its points.</summary>
    private PenNats[] Nats(IReadOnlyList<PenOffsets> drawings, PenBaseline? baseline, CancellationToken cancellation) =>
        PenBatch.Each(Tape, network, design, drawings, (drawing, said) => PenNats.Sum(drawing.Moves.Zip(
            said, (move, own) => (baseline?.Join(own, move.Before) ?? own).Nats(move))), cancellation);

    /// <summary>
    /// Draws, from the first point at 0, at most twice as many points as the longest training drawing has.
    /// </summary>
    /// <param name="label">The number of a class; −1 without classes.</param>
    /// <param name="bias">How far it prefers the likeliest offsets.</param>
    /// <param name="draws">Decides.</param>
    private List<PenPoint> Draw(int label, double bias, SimulationDraws draws)
    {
        using var session = new StreamingSession(Backend, network);
        var input = new float[design.Inputs];
        var row = new float[design.Outputs];
        var points = new List<PenPoint> { new(0, 0, false) };
        (double X, double Y, bool Lifted) before = default;
        double x = 0, y = 0;
        while (points.Count < 2 * origin.Longest)
        {
            PenDesign.WriteInput(before, label, input);
            session.Step(input, row);
            OffsetMixture mixture = design.Mixture(row, bias);
            mixture = _baseline?.Join(mixture, before) ?? mixture;
            (float dx, float dy) = mixture.Draw(draws);
            before = (dx, dy, draws.Chance(mixture.Lift));
            (x, y) = (x + (design.Scale * dx), y + (design.Scale * dy));
            points.Add(new PenPoint((float)x, (float)y, before.Lifted));

            // The last value is the logit of the end where the pen is lifted; elsewhere a drawing does not end.
            if (before.Lifted && draws.Chance(1 / (1 + Math.Exp(-row[^1]))))
            {
                break;
            }
        }

        points[^1] = points[^1] with { IsLift = true };
        return points;
    }
}
