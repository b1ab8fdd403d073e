using System.Globalization;
using System.Text;
using System.Text.Json;
using Carousel.Backends;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Jobs;

namespace Carousel.Tasks.Genomes.Labelling;

/// <summary>A model of labels before its training: labels are read, the genome is divided, the network is decided.</summary>
internal sealed class LabelPlan : IJobPlan
{
    public const string LabelsName = "labels.bed";

    private LabelPlan(Genome genome, IReadOnlyList<IReadOnlyList<LabelledRun>> runs, GenomeOptions options)
    {
        (Genome, Runs, Options) = (genome, runs, options);
        Parts = GenomeParts.Of(genome, options.ValidationShare, options.TestShare);
        (Training, Design) = BaseChoices.Make(options, genome.Length, readsFrames: false, [LabelTracks.Head(runs.SelectMany(r => r))]);
    }

    public Genome Genome { get; }

    /// <summary>The labelled runs of each sequence.</summary>
    public IReadOnlyList<IReadOnlyList<LabelledRun>> Runs { get; }

    public GenomeOptions Options { get; }

    public GenomeParts Parts { get; }

    public BaseDesign Design { get; }

    public TrainingChoices Training { get; }

    /// <inheritdoc/>
    public string Task => LabelModel.TaskName;

    /// <inheritdoc/>
    public string DataName => Genome.Name;

    /// <inheritdoc/>
    public FitOptions Fit => Options.Fit;

    /// <inheritdoc/>
    public string Unit => "bases";

    /// <inheritdoc/>
    public double UnitsPerEpoch => Parts.Training.Sum(t => (double)t);

    /// <inheritdoc/>
    public IReadOnlyList<string> FileNames => [LabelsName];

    /// <inheritdoc/>
    public IReadOnlyList<JobFact> Facts =>
    [
        .. GenomeText.Facts(Genome),
        new("labels", $"{string.Join(", ", Design.Heads[0].Classes)}; {FigureText.Counted(Runs.Sum(r => r.Count), "run")}"),
        new("split", GenomeText.Split(Genome, Parts)),
        new("model", $"{Design.Describe()}; {(Options.BothStrands ?? true ? "both strands" : "one strand")} read"),
    ];

    public static LabelPlan Make(Genome genome, IReadOnlyList<IReadOnlyList<LabelledRun>> runs, GenomeOptions options) => new(genome, runs, options);

    /// <inheritdoc/>
    public async Task<IJobModel> FitAsync(FitRun run, CancellationToken cancellation) =>
        await ModelFitting.RunAsync(Fit.Threads, backend => Train(backend, run, cancellation)).ConfigureAwait(false);

    /// <inheritdoc/>
    public JobResult Measure(IJobModel model, string command, CancellationToken cancellation)
    {
        var labels = (LabelModel)model;
        LabelMeasurement measured = labels.Measure(Tracks(Parts.Validation, [.. Genome.Sequences.Select(s => s.Length)]), cancellation);
        int[] chosen = [.. Enumerable.Range(0, Genome.Sequences.Count).Where(s => Parts.Validation[s] < Genome.Sequences[s].Length)];
        var text = new StringBuilder();
        for (int k = 0; k < chosen.Length; k++)
        {
            foreach (LabelledRun run in LabelTracks.Runs(measured.Found[k], measured.Classes))
            {
                int first = Parts.Validation[chosen[k]];
                text.Append(CultureInfo.InvariantCulture, $"{Genome.Sequences[chosen[k]].Name}\t{first + run.Span.Start}\t{first + run.Span.End}\t{run.Label}\n");
            }
        }

        return measured.ToResult() with { Report = LabelReport.Make(this, labels, measured, command), Files = [JobFile.OfText(LabelsName, text.ToString())] };
    }

    private LabelModel Train(CpuBackend backend, FitRun run, CancellationToken cancellation)
    {
        var network = new BaseNetwork(Design);
        ModelFitting.Begin(network, backend, Fit.Seed, run, Task);
        List<BaseTracks> training = Tracks([.. Parts.Training.Select(_ => 0)], Parts.Training), validation = Tracks(Parts.Training, Parts.Validation);
        string fingerprint = BaseChoices.Fingerprint(training);
        var problem = new WindowProblem(
            network, training, validation, BaseChoices.Window, Training.Batch, Fit.Seed,
            $"{fingerprint}|{BaseChoices.Fingerprint(validation)}|{JsonSerializer.Serialize(Design, GenomeJson.Default.BaseDesign)}|{JsonSerializer.Serialize(Training, GenomeJson.Default.TrainingChoices)}");
        FitSummary summary = FitSummary.Of(
            ModelFitting.Train(backend, problem, Training.ToTrainerOptions(Fit.Seed, problem.BatchesIn(0)), run, cancellation), Fit.Seed, network.ParameterCount);
        int runs = training.Sum(t => LabelTracks.Runs(t.Labels[0], Design.Heads[0].Classes).Count);
        return new LabelModel(backend, network, new LabelConfiguration(Design, Options.BothStrands ?? true), summary, new LabelOrigin(DataName, fingerprint, training.Sum(t => (long)t.Sequence.Length), runs));
    }

    private List<BaseTracks> Tracks(IReadOnlyList<int> from, IReadOnlyList<int> to) =>
    [
        .. Enumerable.Range(0, Genome.Sequences.Count).Where(s => to[s] > from[s])
            .Select(s => LabelTracks.Of(Genome.Sequences[s].Bases, Runs[s], Design.Heads[0], from[s], to[s])),
    ];
}
