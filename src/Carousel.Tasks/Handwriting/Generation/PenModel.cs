using System.Globalization;
using System.Text.Json;
using Carousel.Backends;
using Carousel.Layers;
using Carousel.Storage;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Graphs;
using Carousel.Tasks.Handwriting.Drawings;
using Carousel.Tasks.Inspecting;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Reading;

namespace Carousel.Tasks.Handwriting.Generation;

/// <summary>A fitted model that draws.</summary>
internal sealed class PenModel : IGraphModel, IInspectable
{
    private readonly Backend _backend;
    private readonly Stack _network;
    private readonly PenDesign _design;
    private readonly PenOrigin _origin;
    private readonly PenRunner _runner;

    public PenModel(Backend backend, Stack network, PenDesign design, FitSummary summary, PenOrigin origin)
    {
        (_backend, _network, _design, Summary, _origin) = (backend, network, design, summary, origin);
        _runner = new PenRunner(backend, network, design);
    }

    /// <inheritdoc/>
    public string Task => PenPlan.TaskName;

    /// <inheritdoc/>
    public FitSummary Summary { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Layer> Networks => [_network];

    /// <summary>Loads a model.</summary>
    /// <param name="path">What <see cref="Save"/> wrote.</param>
    /// <param name="threads">How many threads compute; 0 for as many as the machine has processors.</param>
    /// <returns>The model, owned by the caller.</returns>
    /// <exception cref="ModelFileException">Missing, damaged, or of another task.</exception>
    public static PenModel Load(string path, int threads = 0) => ModelFitting.Load(path, PenPlan.TaskName, threads, (backend, file) =>
    {
        PenDesign design = ModelEntry.Parse(file.Configuration, PenJson.Default.PenDesign, path, "configuration");
        Stack network = ModelEntry.Build(file, path, backend, design.IsInRange, design.Cells.Hidden, design.MakeNetwork);
        return new PenModel(
            backend, network, design, FitSummary.Of(file, path),
            ModelEntry.Parse(file.Data, PenJson.Default.PenOrigin, path, "data"));
    });

    /// <inheritdoc/>
    public void Save(string path) => new ModelFile
    {
        Task = Task,
        Configuration = JsonSerializer.Serialize(_design, PenJson.Default.PenDesign),
        Training = Summary.ToJson(),
        Data = JsonSerializer.Serialize(_origin, PenJson.Default.PenOrigin),
        Tensors = [.. _network.ToTensors()],
    }.Write(path);

    /// <inheritdoc/>
    public JobDescription Describe()
    {
        long step = CellStack.MultiplyAdds(_design.Cells, _design.Inputs) + ((long)_design.Cells.Hidden * _design.Outputs);
        return new JobDescription(
        [
            $"{_design.Describe()}: where a pen goes next{(_design.Classes.Count > 0 ? $", for {FigureText.Count(_design.Classes.Count)} classes" : "")}",
            $"learned from {FigureText.Counted(_origin.Drawings, "drawing")}; data {_origin.Fingerprint}",
        ],
        ModelDescription.Of(_design.Describe(), [_network], step, _network.StateSize, "step"));
    }

    /// <summary>How well the model foretells drawings.</summary>
    public JobResult Score(IReadOnlyList<PenOffsets> drawings, CancellationToken cancellation) =>
        PenScores.Of(drawings, _runner.Nats(drawings, cancellation), _origin);

    /// <summary>Draws, class by class where there are classes.</summary>
    /// <param name="count">How many drawings.</param>
    /// <param name="bias">How far it keeps to what is likeliest.</param>
    /// <param name="seed">The same seed draws the same.</param>
    /// <param name="cancellation">Stops it.</param>
    public IReadOnlyList<Drawing> Draw(int count, double bias, ulong seed, CancellationToken cancellation)
    {
        var drawn = new List<Drawing>(count);
        for (int n = 0; n < count; n++)
        {
            cancellation.ThrowIfCancellationRequested();
            int label = _design.Classes.Count == 0 ? -1 : n % _design.Classes.Count;
            drawn.Add(new Drawing(
                string.Create(CultureInfo.InvariantCulture, $"{n + 1}"),
                _runner.Draw(label, 2 * _origin.Longest, bias, new SimulationDraws(seed, "drawing", (uint)n)), label < 0 ? "" : _design.Classes[label], 0));
        }

        return drawn;
    }

    /// <inheritdoc/>
    public JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(output);
        DrawingData data = DrawingReader.Read(input);
        Drawing[] drawings = [.. data.Drawings.Where(d => d.Points.Count > 1)];
        IReadOnlyList<PenOffsets> offsets = PenSet.Of(data.Name, drawings, _design.Scale, _design.Classes);
        IReadOnlyList<(double Offset, double Lift)> nats = _runner.Nats(offsets, cancellation);
        output.Write("id,points,nats_a_point\n");
        for (int n = 0; n < nats.Count; n++)
        {
            output.Write(string.Create(CultureInfo.InvariantCulture, $"{CsvCell.Of(drawings[n].Name)},{offsets[n].Count},{(nats[n].Offset + nats[n].Lift) / offsets[n].Count:0.####}\n"));
        }

        int left = data.Drawings.Count - drawings.Length;
        return new JobAnswer(left == 0 ? [] : [$"{FigureText.Counted(left, "drawing")} of one point cannot be foretold and {(left == 1 ? "is" : "are")} left out."]);
    }

    /// <inheritdoc/>
    public JobResult Evaluate(JobInput input, CancellationToken cancellation)
    {
        DrawingData data = DrawingReader.Read(input);
        return Score(PenSet.Of(data.Name, data.Drawings, _design.Scale, _design.Classes), cancellation);
    }

    /// <inheritdoc/>
    public IInspectedModel Inspect() => new PenInspection(_backend, _network, _design, _runner);

    /// <inheritdoc/>
    public IReadOnlyList<ModelGraph> ToGraphs() => [PenGraph.Of(_network, _design)];

    /// <inheritdoc/>
    public void Dispose() => _backend.Dispose();
}
