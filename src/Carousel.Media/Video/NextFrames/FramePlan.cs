using System.Text.Json;
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Baselines;
using Carousel.Pictures;
using Carousel.Report;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Video;

/// <summary>A model that predicts frames before its training: which clips it learns from, and the network.</summary>
internal sealed class FramePlan(ClipParts parts, FrameDesign design, VideoOptions options, TrainingChoices training)
    : JobPlan<FrameModel>(options.Fit, training)
{
    private const string PictureName = "next_frames.png";
    private const int ShownClips = 3, ShownFrames = 5, Patch = 2;

    /// <inheritdoc/>
    public override string Task => FrameModel.TaskName;

    /// <inheritdoc/>
    public override string Verb => "video";

    /// <inheritdoc/>
    public override string DataName => parts.Data.Name;

    /// <inheritdoc/>
    public override IReadOnlyList<JobFact> Facts =>
    [
        VideoFacts.Clips(parts, ""), .. VideoFacts.Split(parts),
        new(
            "model",
            Invariant.Of(
                $"{design.Describe()}, {new FrameNetwork(design).ParameterCount:N0} parameters, windows "
                + $"of {options.Window} frames")),
    ];

    /// <inheritdoc/>
    public override string Unit => "clips";

    /// <inheritdoc/>
    public override double UnitsPerEpoch => parts.Train.Count(c => c.Steps >= options.Window);

    /// <inheritdoc/>
    public override IReadOnlyList<string> FileNames => [PictureName];

    /// <summary>Decides on everything that the options leave open.</summary>
    /// <exception cref="DataFormatException">Clips are poses, or too short.</exception>
    /// <exception cref="OptionException">Another cell is asked for.</exception>
    public static FramePlan Make(ClipParts parts, VideoOptions options)
    {
        if (parts.Data.IsPoses)
        {
            throw options.Unfit(
                $"{parts.Data.Name} contains poses, but next frames are predicted from pictures. Pass a folder of "
                + $"clips, or {{Mode}} action.");
        }

        if (options.Fit.Cell != CellKind.Lstm)
        {
            throw options.Wrong(
                "{Cell} must be lstm, the only cell that predicts next frames: leave out {Cell}.");
        }

        if (options.Fit.Dropout is > 0 || options.Fit.Initializer is not null)
        {
            throw options.Wrong(
                "next frames are trained without dropout and with a fixed initialiser: leave out {Dropout} and "
                + "{Initializer}.");
        }

        if (!parts.Train.Any(c => c.Steps >= options.Window)
            || !parts.Validation.Any(c => c.Steps > FrameErrors.FirstMeasured))
        {
            throw options.Unfit(
                $"{parts.Data.Name}: no clip to learn from has {options.Window} frames. Pass longer clips, or a "
                + $"smaller {{Window}}.");
        }

        var design = new FrameDesign(options.Side, Patch, options.Fit.Hidden ?? 24, options.Fit.Layers ?? 1);
        if (!design.IsInRange)
        {
            throw options.Wrong("{Hidden} must be 1…1024 and {Layers} 1…8 for next frames.");
        }

        TrainingChoices training = new TrainingChoices(
            OptimizerKind.Adam, LearningRate: 8e-3, WeightDecay: 0, Batch: 8, Epochs: 15,
            Patience: 0, ClipNorm: 1).With(options.Fit);
        return new FramePlan(parts, design, options, training);
    }

    /// <inheritdoc/>
    private protected override Fitted<FrameModel> Train(JobFitting fitting)
    {
        FrameNetwork network = fitting.Begin(new FrameNetwork(design), FrameModel.IsParameter);
        float[] typical = Typical();
        FitSummary summary = fitting.Train(
            new FrameProblem(
                network, design, parts, typical, options.Window, Training.Batch, Fit.Seed, Fingerprint()),
            baseline: new ValidationBaseline(FrameErrors.CopyTitle, cancellation => FrameErrors.Of(
                clip => [.. Enumerable.Range(0, clip.Steps).Select(t => clip.Frame(t).ToArray())], parts.Validation,
                typical, cancellation).Copy));
        var baseline = new FrameBaseline(FrameRegression.Fit(parts.Train, design.Side), Alpha: 1);
        if (options.Baseline == BaselineInside.Auto && summary.Reason != StopReason.Canceled)
        {
            using var arena = new Arena(fitting.Backend);
            var tape = new Tape(fitting.Backend, arena);
            baseline = baseline.Chosen(
                parts.Validation, clip => FrameBatch.Logits(tape, network, design, clip), typical, design.Side,
                fitting.Cancellation);
        }

        return Fitted(new FrameModel(
            fitting.Backend, network, design, summary,
            new ClipOrigin(parts.Fingerprint(), parts.Train.Count, []) { Alpha = baseline.Alpha }, typical,
                baseline));
    }

    /// <inheritdoc/>
    internal override JobResult Measure(Fitted<FrameModel> fitted, CancellationToken cancellation)
    {
        JobResult result = fitted.Model.Score(parts.Data.Name, parts.Test, cancellation);
        List<(Clip Clip, List<IReadOnlyList<float[]>> Rows)> shown =
        [
            .. parts.Test.Where(c => c.Steps > FrameErrors.FirstMeasured).Take(ShownClips)
                .Select(c => (c, Rows(fitted.Model, c))),
        ];
        return result with
        {
            Notes =
            [
                .. result.Notes,
                $"Errors count from the third frame of a clip; {PictureName} shows the true frames above the predicted "
                + $"ones.",
            ],
            Files = [new JobFile(PictureName, Picture([.. shown.SelectMany(s => s.Rows)]))],
            Page = VideoReport.Page("A model of the next frame", parts,
            [
                new Section(
                    "Frames",
                    [.. shown.Select(s => VideoReport.Strip(design.Side, Pairs(s.Rows[0], s.Rows[1]), s.Clip.Name))])
                {
                    Lead = "Above: the true frames. Below: the frames predicted from those before.",
                },
            ]) with
            {
                ScoreTitle = "Squared error of validation by epoch",
            },
        };
    }

    private float[] Typical()
    {
        var mean = new double[design.Side * design.Side];
        long count = parts.Train.Sum(c => (long)c.Steps);
        foreach (Clip clip in parts.Train)
        {
            for (int k = 0; k < clip.Values.Length; k++)
            {
                mean[k % mean.Length] += clip.Values[k] / count;
            }
        }

        return Array.ConvertAll(mean, m => (float)m);
    }

    private static List<IReadOnlyList<float[]>> Rows(FrameModel model, Clip clip)
    {
        IReadOnlyList<float[]> foretold = model.Foretell(clip);
        int[] steps =
        [
            .. Enumerable.Range(
                FrameErrors.FirstMeasured, Math.Min(ShownFrames, clip.Steps - FrameErrors.FirstMeasured)),
        ];
        return [[.. steps.Select(t => clip.Frame(t).ToArray())], [.. steps.Select(t => foretold[t - 1])]];
    }

    // The true frames above the predicted ones, from the first measured frame on.
    private static List<(int Step, IReadOnlyList<float[]> Frames)> Pairs(
        IReadOnlyList<float[]> came, IReadOnlyList<float[]> foretold) =>
        [.. came.Select((frame, i) => (FrameErrors.FirstMeasured + i, (IReadOnlyList<float[]>)[frame, foretold[i]]))];

    private byte[] Picture(IReadOnlyList<IReadOnlyList<float[]>> rows)
    {
        int side = design.Side, width = rows.Max(r => r.Count) * side;
        byte[] values = new byte[3 * width * rows.Count * side];
        for (int r = 0; r < rows.Count; r++)
        {
            for (int f = 0; f < rows[r].Count; f++)
            {
                for (int k = 0; k < side * side; k++)
                {
                    int place = (((r * side) + (k / side)) * width) + (f * side) + (k % side);
                    values.AsSpan(3 * place, 3).Fill((byte)Math.Round(255 * Math.Clamp(rows[r][f][k], 0, 1)));
                }
            }
        }

        return PngFile.Write(new Picture(width, rows.Count * side, values));
    }

    private string Fingerprint() => string.Join(
        '|', parts.Fingerprint(), options.Window, JsonSerializer.Serialize(design, MediaJson.Default.FrameDesign),
        Training.ToJson());
}
