using System.Diagnostics.Metrics;
using Carousel.Jobs.Networks;
using Carousel.Networks;
using Carousel.Server.Engine;
using Carousel.Server.Models;
using Carousel.Testing;

namespace Carousel.Server.Tests.Engine;

public sealed class EngineMetersTests : IDisposable
{
    private static readonly NetworkDesign _design = new(
        [new(NetworkLayerKind.Lstm, 2, 4), new(NetworkLayerKind.Dense, 4, 1)])
    {
        InputNames = ["load", "heat"],
        InputScales = [new(10, 2), new(0, 1)],
    };

    private readonly EngineMeters _meters = new();
    private readonly ServedModel _model = Served(_design, number: 1);
    private readonly MeterListener _listener = new();
    private readonly List<(string Instrument, double Value, string Tags)> _heard = [];

    public EngineMetersTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == _meters.Meter)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((i, value, tags, _) => Hear(i, value, tags));
        _listener.SetMeasurementEventCallback<int>((i, value, tags, _) => Hear(i, value, tags));
        _listener.SetMeasurementEventCallback<double>((i, value, tags, _) => Hear(i, value, tags));
    }

    [Fact]
    public void Listener_HearsWhatIsCounted_WithTheNameOfTheModel()
    {
        _listener.Start();
        ModelMeters model = _meters.Of(_model);
        _meters.Begun(model, TimeSpan.FromSeconds(0.25));
        _meters.Stepped(model, 3);
        _meters.Committed(TimeSpan.FromSeconds(0.5));
        _meters.Woken();
        _meters.Left();
        _meters.Failed();
        _meters.Ended([StepFault.None, StepFault.NotKept, StepFault.Busy]);
        Assert.Equal(
            [
                ("carousel.queue.duration", 0.25, "model=small"),
                ("carousel.steps", 3, "model=small"),
                ("carousel.batch.size", 3, "model=small"),
                ("carousel.commits", 1, ""),
                ("carousel.commit.duration", 0.5, ""),
                ("carousel.sessions.woken", 1, ""),
                ("carousel.sessions.evicted", 1, ""),
                ("carousel.store.failures", 1, ""),
                ("carousel.refused", 1, "kind=not_kept"),
                ("carousel.refused", 1, "kind=busy"),
            ],
            _heard);
        Assert.Equal([("not_kept", 1), ("busy", 1)], _meters.Refusals);
        Assert.Equal((3, 3, 1), (_meters.Steps, model.Steps, _meters.Failures));
    }

    [Fact]
    public void Listener_SeesSessionsAndDrift_WhenItLooks()
    {
        _meters.Observe(() => (5, 4, 3));
        var memory = new ServerMemory(most: 100);
        Assert.False(memory.TryTake(MemoryUse.States, 81));
        memory.CountOverdue();
        _meters.ObserveRefusals(() => 2, memory);
        _meters.CountDamaged(1);
        ModelMeters model = _meters.Of(_model);
        model.DriftOf(worker: 0)!.Look([14, 1, 14, 3]);
        _listener.Start();
        _listener.RecordObservableInstruments();
        string version = _model.Sha256[..12];
        Assert.Equal(
            [
                ("carousel.input.deviation", 0, $"model=small version={version} column=load"),
                ("carousel.input.deviation", 1, $"model=small version={version} column=heat"),
                ("carousel.input.mean", 2, $"model=small version={version} column=load"),
                ("carousel.input.mean", 2, $"model=small version={version} column=heat"),
                ("carousel.memory.refused", 1, ""),
                ("carousel.models.skipped", 2, ""),
                ("carousel.requests.overdue", 1, ""),
                ("carousel.sessions", 5, ""),
                ("carousel.sessions.awake", 4, ""),
                ("carousel.sessions.damaged", 1, ""),
                ("carousel.waiting", 3, ""),
            ],
            _heard.OrderBy(h => h.Instrument, StringComparer.Ordinal));
    }

    [Fact]
    public void Drift_IsNotTold_WhenTheTrainingHadNoScales()
    {
        using ServedModel plain = Served(_design with { InputScales = null }, number: 2);
        ModelMeters model = _meters.Of(plain);
        Assert.Null(model.DriftOf(worker: 0));
        Assert.False(model.TryDrift(out _));
    }

    [Fact]
    public void Drift_OfAWorkerGoesOn_WhenItBeginsAnew()
    {
        ModelMeters model = _meters.Of(_model);
        Assert.Same(model.DriftOf(worker: 1), model.DriftOf(worker: 1));
        Assert.NotSame(model.DriftOf(worker: 0), model.DriftOf(worker: 1));
        Assert.Same(model, _meters.Of(_model));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SteadyState_AllocatesNothing(bool isHeard)
    {
        using var listener = new MeterListener();
        if (isHeard)
        {
            listener.InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Meter == _meters.Meter)
                {
                    own.EnableMeasurementEvents(instrument);
                }
            };
            listener.SetMeasurementEventCallback<long>(static (_, _, _, _) => { });
            listener.SetMeasurementEventCallback<int>(static (_, _, _, _) => { });
            listener.SetMeasurementEventCallback<double>(static (_, _, _, _) => { });
            listener.Start();
        }

        ModelMeters model = _meters.Of(_model);
        InputDrift drift = model.DriftOf(worker: 0)!;
        float[] rows = [10, 0, 11, 1];
        StepFault[] faults = [StepFault.None, StepFault.Gap];
        Allocations.AssertNone(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                _meters.Begun(model, TimeSpan.FromMilliseconds(1));
                _meters.Stepped(model, 2);
                _meters.Committed(TimeSpan.FromMilliseconds(1));
                _meters.Ended(faults);
                _meters.Woken();
                _meters.Left();
                _meters.Failed();
                drift.Look(rows);
            }
        });
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meters.Dispose();
        _model.Dispose();
    }

    private static ServedModel Served(NetworkDesign design, int number)
    {
        string file = Path.Combine(Path.GetTempPath(), $"carousel-{Guid.NewGuid():N}.safetensors");
        try
        {
            using (var model = NetworkModel.Draw(design, seed: 1, threads: 1))
            {
                model.Save(file);
            }

            return new ServedModel(new ModelLoading(), "small", new string('a', 64), number, File.ReadAllBytes(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private void Hear(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string told = "";
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            told += (told.Length > 0 ? " " : "") + $"{tag.Key}={tag.Value}";
        }

        _heard.Add((instrument.Name, value, told));
    }
}
