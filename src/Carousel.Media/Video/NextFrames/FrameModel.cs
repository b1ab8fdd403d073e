using System.Globalization;
using System.Text.Json;
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Portable;
using Carousel.Jobs.Reading;
using Carousel.Networks;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Video;

/// <summary>A fitted model that predicts frames.</summary>
/// <param name="backend">Where the network was built.</param>
/// <param name="network">The network.</param>
/// <param name="design">Its design.</param>
/// <param name="summary">What its training reached.</param>
/// <param name="origin">What it learned from.</param>
/// <param name="typical">The mean frame of the training clips.</param>
/// <param name="baseline">The regression beside or inside; null in older files.</param>
internal sealed class FrameModel(
    CpuBackend backend, FrameNetwork network, FrameDesign design, FitSummary summary, ClipOrigin origin,
    float[] typical, FrameBaseline? baseline = null)
    : JobModel(backend, network, summary), IGraphModel
{
    /// <summary>What the model is for, as its file says.</summary>
    public const string TaskName = "next frame";

    private const string TypicalName = "typical_frame";

    private static readonly JobMetric[] _metrics =
    [
        new("squared_error", "squared error") { Decimals = 4 },
        new("share_of_copying", "of copying") { IsShare = true, Decimals = 1 },
    ];

    /// <inheritdoc/>
    public override string Task => TaskName;

    /// <inheritdoc/>
    public override string PredictionFile => "next_frames.csv";

    /// <summary>Whether a tensor of the file is a parameter of the network.</summary>
    public static bool IsParameter(string name) => name != TypicalName && !FrameBaseline.IsTensor(name);

    /// <summary>Loads a model.</summary>
    /// <param name="path">What <see cref="JobModel.Save"/> wrote.</param>
    /// <param name="threads">How many threads compute; 0 for as many as the machine has processors.</param>
    /// <returns>The model, owned by the caller.</returns>
    /// <exception cref="ModelFileException">Missing, damaged, or of another task.</exception>
    public static FrameModel Load(string path, int threads = 0) => ModelReading.Load(path, TaskName, threads, reading =>
    {
        FrameDesign design = reading.Configuration(MediaJson.Default.FrameDesign);
        ClipOrigin origin = reading.Data(MediaJson.Default.ClipOrigin);
        var baseline = FrameBaseline.Read(origin.Alpha, reading.Find);
        FrameNetwork network = reading.Build(
            design.IsInRange && (origin.Alpha is null || baseline is not null), design.Hidden,
            () => new FrameNetwork(design), IsParameter);
        return new FrameModel(
            reading.Backend, network, design, reading.Summary, origin,
            reading.Numbers(TypicalName, design.Side * design.Side, "typical frame"), baseline);
    });

    /// <inheritdoc/>
    public override AnswerShare Share => baseline?.Share ?? AnswerShare.Alone;

    /// <inheritdoc/>
    public override JobDescription Describe()
    {
        long places = design.Places * design.Places, F = design.Hidden;
        long step = places
            * ((9 * 4 * F * (design.Channels + F)) + ((design.Layers - 1) * 9 * 8 * F * F) + (F * design.Channels));
        return new JobDescription(
        [
            $"{design.Describe()}: the next frame of {design.Side} by {design.Side}",
            $"learned from {FigureText.Counted(origin.Clips, "clip")}; data {origin.Fingerprint}",
        ],
        ModelDescription.Of(design.Describe(), Networks, step, 2 * places * F * design.Layers, "frame"));
    }

    /// <summary>The model's predictions for a clip: the frame after each of its frames.</summary>
    public IReadOnlyList<float[]> Foretell(Clip clip) =>
        baseline?.Foretell(clip, Logits, design.Side) ?? FrameBaseline.OfNetwork(Logits(clip));

    /// <summary>Compares predicted frames with the true ones.</summary>
    /// <exception cref="DataFormatException">No clip is long enough.</exception>
    public JobResult Score(string name, IReadOnlyList<Clip> clips, CancellationToken cancellation)
    {
        FrameErrors errors = FrameErrors.Of(Foretell, clips, typical, cancellation);
        if (errors.Frames == 0)
        {
            throw new DataFormatException(
                $"{name}: no clip has {FrameErrors.FirstMeasured + 1} frames. Pass longer clips.");
        }

        JobScore Row(string key, string title, double error) =>
            new(
                key, title,
                new Dictionary<string, double> { ["squared_error"] = error, ["share_of_copying"] = error / errors.Copy }
                .Where(m => double.IsFinite(m.Value)).ToDictionary());
        double ErrorOf(Func<Clip, IReadOnlyList<float[]>> foretell) =>
            FrameErrors.Of(foretell, clips, typical, cancellation).Model;
        var beside = new List<JobScore>();
        if (baseline is { IsInside: true })
        {
            beside.Add(Row("network", "network alone", ErrorOf(clip => FrameBaseline.OfNetwork(Logits(clip)))));
        }

        if (baseline is not null)
        {
            FrameBaseline alone = baseline with { Alpha = 0 };
            beside.Add(Row(
                "regression", "logistic regression on two frames",
                ErrorOf(clip => alone.Foretell(clip, Logits, design.Side))));
        }

        JobScore[] simple =
        [
            .. beside, Row("copy", FrameErrors.CopyTitle, errors.Copy),
            Row("typical", "the mean training frame", errors.Typical),
        ];
        double best = simple.Where(s => s.Name != "network").Min(s => s.Metrics["squared_error"]);
        string said = Invariant.Of(
            $"The squared error of the next frame is {errors.Model:0.0000} over {errors.Frames:N0} frames, "
            + $"{FigureText.Percent(errors.Model / errors.Copy)} of the error of copying the last frame");
        string sentence = errors.Model < best || baseline is { Alpha: 0 }
            ? $"{said}."
            : $"{said}; a simple baseline is better with {best.ToString("0.0000", CultureInfo.InvariantCulture)}: more "
                + $"clips or epochs may help.";
        return new JobResult(
            _metrics,
            [Row("carousel", "carousel", errors.Model), .. simple], sentence)
        {
            Notes = baseline is { IsInside: true } ? [Share.Sentence] : [],
        };
    }

    /// <inheritdoc/>
    public override JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation)
    {
        ClipData data = Read(input);
        output.Write($"clip,row,{string.Join(',', Enumerable.Range(1, design.Side))}\n");
        foreach (Clip clip in data.Clips)
        {
            cancellation.ThrowIfCancellationRequested();
            float[] next = Foretell(clip)[^1];
            for (int y = 0; y < design.Side; y++)
            {
                output.Write(Invariant.Of($"{CsvCell.Of(clip.Name)},{y + 1},"));
                output.Write(
                    string.Join(
                        ',',
                        next[(y * design.Side)..((y + 1) * design.Side)]
                            .Select(v => Invariant.Of($"{v:0.###}"))) + "\n");
            }
        }

        return new JobAnswer(
            ["The frame after the last one of each clip: a line for each row of pixels, 0 for black and 1 for white."]);
    }

    /// <inheritdoc/>
    public override JobResult Evaluate(JobInput input, CancellationToken cancellation)
    {
        ClipData data = Read(input);
        return Score(data.Name, data.Clips, cancellation);
    }

    /// <inheritdoc/>
    public IReadOnlyList<ModelGraph> ToGraphs() => baseline is { IsInside: true }
        ? throw NotPortable.Inside("a regression on the last two frames")
        : [FrameGraph.Of(network, design)];

    /// <inheritdoc/>
    private protected override ModelTexts ToTexts() => new(
        JsonSerializer.Serialize(design, MediaJson.Default.FrameDesign),
        JsonSerializer.Serialize(origin, MediaJson.Default.ClipOrigin))
    {
        Tensors =
        [
            new StoredTensor(TypicalName, new Shape(typical.Length), typical),
            .. Optional.Of(baseline?.ToTensor()),
        ],
    };

    private List<float[]> Logits(Clip clip) => FrameBatch.Logits(Tape, network, design, clip);

    private ClipData Read(JobInput input)
    {
        ClipData data = ClipReader.Read(input, design.Side);
        ClipParts.RequireFit(data, design.Side, []);
        return data;
    }
}
