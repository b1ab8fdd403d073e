using Carousel.Autograd;
using Carousel.Data;
using Carousel.Inspection.Looks;
using Carousel.Jobs.Fitting;
using Carousel.Layers;
using Carousel.Testing;

namespace Carousel.Jobs.Tests.Inspecting;

/// <summary>A model around any network, over drawn sequences: for looks that need no job.</summary>
internal sealed class MadeModel : IJobModel, IInspectable, IInspectedModel
{
    private readonly CpuBackend _backend = new(1);
    private readonly int[] _lengths;

    public MadeModel(SequenceLayer reader, params int[] lengths)
    {
        (Reader, _lengths) = (reader, lengths);
        reader.Build(_backend, 3);
    }

    public Backend Backend => _backend;

    public SequenceLayer Reader { get; }

    public string StepName { get; init; } = "step";

    public double? HoursPerStep { get; init; }

    public IReadOnlyList<string> InputNames { get; init; } = [];

    public string ScoreName => "";

    public string Task => "made";

    public FitSummary Summary => throw new NotSupportedException();

    public IReadOnlyList<Layer> Networks => [];

    /// <summary>The model over its sequences.</summary>
    public InspectionSubject Subject() => InspectionSubject.Open(this, JobInput.OfFile("made.csv"), "made.safetensors");

    public IInspectedModel Inspect() => this;

    public IReadOnlyList<InspectedSequence> Read(JobInput data, CancellationToken cancellation) =>
    [
        .. _lengths.Select(
            (steps, k) =>
                new InspectedSequence($"case {k + 1}", new Draws(4 + k).Floats(steps * Reader.InputSize), steps)
                {
                    StepNames = StepName switch
                    {
                        "character" => [.. Enumerable.Range(0, steps).Select(t => $"{(char)('a' + (t % 26))}")],
                        "row" => [.. Enumerable.Range(0, steps).Select(t => $"day {t}")],
                        _ => [],
                    },
                }),
    ];

    public Variable Score(Tape tape, InspectedSequence sequence, Variable input, Packing packing, int answer) =>
        throw new NotSupportedException();

    public void Save(string path) => throw new NotSupportedException();

    public JobDescription Describe() => throw new NotSupportedException();

    public JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public JobResult Evaluate(JobInput input, CancellationToken cancellation) => throw new NotSupportedException();

    public void Dispose() => _backend.Dispose();
}
