using Carousel.Autograd;
using Carousel.Data;
using Carousel.Inspection.Looks;
using Carousel.Jobs.Fitting;
using Carousel.Layers;
using Carousel.Testing;

namespace Carousel.Jobs.Tests.Inspecting.Probes;

/// <summary>A network over sequences that a test makes itself.</summary>
internal sealed class ProbedModel : IJobModel, IInspectable, IInspectedModel
{
    private readonly CpuBackend _backend = new(1);
    private readonly IReadOnlyList<InspectedSequence> _sequences;

    public ProbedModel(SequenceLayer reader, IReadOnlyList<InspectedSequence> sequences)
    {
        (Reader, _sequences) = (reader, sequences);
        reader.Build(_backend, 3);
    }

    public Backend Backend => _backend;

    public SequenceLayer Reader { get; }

    public string StepName { get; init; } = "step";

    public double? HoursPerStep => null;

    public IReadOnlyList<string> InputNames => [];

    public string ScoreName => "";

    public string Task => "made";

    public FitSummary Summary => throw new NotSupportedException();

    public IReadOnlyList<Layer> Networks => [];

    /// <summary>Sequences of noise, a number a step.</summary>
    public static ProbedModel OfNoise(int sequences, int steps) =>
        new(
            new Gru(1, 16),
            [
                .. Enumerable.Range(0, sequences)
                    .Select(k => new InspectedSequence($"case {k + 1}", new Draws(4 + k).Floats(steps), steps)),
            ]);

    public InspectionSubject Subject() => InspectionSubject.Open(this, JobInput.OfFile("made.csv"), "made.safetensors");

    public IInspectedModel Inspect() => this;

    public IReadOnlyList<InspectedSequence> Read(JobInput data, CancellationToken cancellation) => _sequences;

    public Variable Score(Tape tape, InspectedSequence sequence, Variable input, Packing packing, int answer) =>
        throw new NotSupportedException();

    public void Save(string path) => throw new NotSupportedException();

    public JobDescription Describe() => throw new NotSupportedException();

    public JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public JobResult Evaluate(JobInput input, CancellationToken cancellation) => throw new NotSupportedException();

    public void Dispose() => _backend.Dispose();
}
