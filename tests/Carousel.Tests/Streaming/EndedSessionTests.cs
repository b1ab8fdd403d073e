using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;
using Carousel.Testing;
using Carousel.Tests.Layers;
using Carousel.Tests.Storage;
using Carousel.Tests.Training;
using Carousel.Training;
using Ask = (string Type, string Call,
    System.Func<Carousel.Autograd.CpuBackend, (System.IDisposable Ended, System.Action Call)> Make);

namespace Carousel.Tests.Streaming;

/// <summary>A session that has ended reports that for every call.</summary>
public sealed class EndedSessionTests : IDisposable
{
    private static readonly Ask[] _table =
    [
        Session("Step", s => s.Step(new float[3], new float[2])),
        Session("Reset", s => s.Reset()),
        Session("Fork", s => s.Fork()),
        Session("Save", s => s.Save()),
        Session("Save into", s => s.Save(new byte[s.StateBytes])),
        Session("Restore", s => s.Restore(new byte[s.StateBytes])),
        Session("StepTogether alone", s => StreamingSession.StepTogether([s], new float[3], new float[2])),
        (nameof(StreamingSession), "StepTogether", backend =>
        {
            Stack model = Model(backend);
            StreamingSession ended = new(backend, model), other = new(backend, model);
            return (ended, () => StreamingSession.StepTogether([other, ended], new float[6], new float[4]));
        }),
        Decoding("Begin", s => s.Begin(SymbolBatches.Of([1, 2], [2]))),
        Decoding("Begin with an encoder", s => s.Begin((_, _) => default)),
        Decoding("Step", s => s.Step([0], [-1], [-1], new float[6])),
        Decoding("Attention", s => s.Attention(0)),
        Online("Step", t => t.Step(_ => default)),
        Online("Save", t => t.Save("nowhere", "", "", [])),
        Online("Resume", t => t.Resume("nowhere", "")),
        Whole("Fit", t => t.Fit()),
        Whole("Resume", t => t.Resume("nowhere")),
        Whole("MeasureMemory", t => t.MeasureMemory()),
        Chain("Step", s => s.Step(new float[3], new float[2])),
        Chain("Reset", s => s.Reset()),
        Chain("Save", s => s.Save(new byte[s.StateBytes])),
        Chain("Restore", s => s.Restore(new byte[s.StateBytes])),
        Sequence("Step", s => s.Step(new float[3])),
        Sequence("Reset", s => s.Reset()),
        Sequence("Save", s => s.Save()),
        Sequence("Restore", s => s.Restore(new byte[s.StateBytes])),
        Loaded("Predict", m => m.Predict([[1f, 2, 3]])),
        Loaded("Predict flat", m => m.Predict([1f, 2, 3])),
        Loaded("Predict many", m => m.Predict(new float[1, 1, 3])),
        Loaded("PredictSteps", m => m.PredictSteps([[1f, 2, 3]])),
        Loaded("PredictSteps of many", m => m.PredictSteps(new float[1, 1, 3])),
        Loaded("Classify", m => m.Classify([[1f, 2, 3]])),
        Loaded("Classify many", m => m.Classify(new float[1, 1, 3])),
        Loaded("Stream", m => m.Stream()),
        Loaded("Save", m => m.Save("nowhere")),
        OfEnded("Step", s => s.Step(new float[3])),
        OfEnded("Reset", s => s.Reset()),
        OfEnded("Save of a stream", s => s.Save()),
        OfEnded("Restore", s => s.Restore(new byte[s.StateBytes])),
        (nameof(Arena), "Allocate", backend => Of(new Arena(backend), a => a.Allocate(new Shape(4)))),
        (nameof(Arena), "Reset", backend => Of(new Arena(backend), a => a.Reset())),
    ];

    private readonly CpuBackend _backend = new(1);

    public static TheoryData<string, string> Calls => [.. _table.Select(c => (c.Type, c.Call))];

    public void Dispose() => _backend.Dispose();

    [Theory]
    [MemberData(nameof(Calls))]
    public void Call_IsRefused_WhenItHasEnded(string type, string call)
    {
        (IDisposable ended, Action ask) = _table.Single(c => c.Type == type && c.Call == call).Make(_backend);
        ended.Dispose();
        ended.Dispose();

        Assert.Contains(type, Assert.Throws<ObjectDisposedException>(ask).ObjectName, StringComparison.Ordinal);
    }

    [Fact]
    public void Table_HoldsEveryPublicTypeThatGoesOn() =>
        Assert.Subset(
            _table.Select(c => c.Type).ToHashSet(), EndedObjects.In(typeof(StreamingSession).Assembly).ToHashSet());

    private static Stack Model(CpuBackend backend)
    {
        var model = new Stack(new Lstm(3, 4), new Dense(4, 2));
        model.Build(backend, 1);
        return model;
    }

    private static (IDisposable Ended, Action Call) Of<T>(T ended, Action<T> call)
        where T : IDisposable => (ended, () => call(ended));

    private static Ask Session(string name, Action<StreamingSession> call) =>
        (nameof(StreamingSession), name, backend => Of(new StreamingSession(backend, Model(backend)), call));

    private static Ask Chain(string name, Action<NetworkSession> call) =>
        (nameof(NetworkSession), name,
            backend => Of(new NetworkSession(backend, NetworkChain.Of(Model(backend), backend)), call));

    private static Ask Sequence(string name, Action<SequenceStream> call) =>
        (nameof(SequenceStream), name, backend => Of(Loaded(backend).Stream(), call));

    private static Ask Loaded(string name, Action<SequenceModel> call) =>
        (nameof(SequenceModel), name, backend => Of(Loaded(backend), call));

    /// <summary>A stream whose model has ended names the model.</summary>
    private static Ask OfEnded(string name, Action<SequenceStream> call) =>
        (nameof(SequenceModel), name, backend => Ended(backend, call));

    private static (IDisposable Session, Action Call) Ended(CpuBackend backend, Action<SequenceStream> call)
    {
        SequenceModel model = Loaded(backend);
        SequenceStream stream = model.Stream();
        return (model, () => call(stream));
    }

    private static SequenceModel Loaded(CpuBackend backend)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("model.safetensors");
        Model(backend).Save(path);
        return SequenceModel.Load(path, 1);
    }

    private static Ask Decoding(string name, Action<DecodingSession> call) =>
        (nameof(DecodingSession), name, backend => Of(new DecodingSession(backend, Translator(backend)), call));

    private static SequenceToSequence Translator(CpuBackend backend)
    {
        var model = new SequenceToSequence(new SequenceToSequenceOptions
        {
            SourceSymbols = 6,
            TargetSymbols = 6,
            End = 5,
            EmbeddingSize = 4,
            EncoderHidden = 4,
            DecoderHidden = 4,
        });
        model.Build(backend, 1);
        return model;
    }

    private static Ask Online(string name, Action<OnlineTrainer> call) =>
        (nameof(OnlineTrainer), name, backend => Of(new OnlineTrainer(backend, new TinyProblem(backend).Model), call));

    private static Ask Whole(string name, Action<Trainer> call) =>
        (nameof(Trainer), name, backend => Of(new Trainer(backend, new TinyProblem(backend)), call));
}
