using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Streaming;

[Collection(typeof(Alone))]
public sealed class StreamingSessionTests : IDisposable
{
    private const int I = 3, H = 10, O = 2, T = 8;
    private readonly CpuBackend _backend = new(1);
    private readonly Stack _model = new(new Lstm(I, H), new Gru(H, H), new Dense(H, O));
    private readonly float[] _x = new Draws(1).Floats(T * I);
    private readonly float[] _expected;

    public StreamingSessionTests()
    {
        _model.Build(_backend, 2);
        using var arena = new Arena(_backend);
        var tape = new Tape(_backend, arena);
        tape.Begin(TapeMode.Inference);
        _expected = _model.Forward(tape, tape.Input(_x, new Shape(T, I)), new Packing([T])).Hidden.Value.ToArray();
    }

    public void Dispose() => _backend.Dispose();

    [Fact]
    public void Steps_GiveTheBitsOfTheWholeSequence_AlsoAfterReset()
    {
        using var session = new StreamingSession(_backend, _model);
        Near.SameBits(Run(session, 0, T), _expected);
        Assert.Equal(T, session.Steps);
        session.Reset();
        Assert.Equal(0, session.Steps);
        Near.SameBits(Run(session, 0, T), _expected);
    }

    [Fact]
    public void Restore_GoesOnBitForBit_InAnotherSession()
    {
        using var first = new StreamingSession(_backend, _model);
        Run(first, 0, 3);
        byte[] saved = first.Save();
        Assert.Equal(first.StateBytes, saved.Length);
        Run(first, 3, T);

        using var second = new StreamingSession(_backend, _model);
        Run(second, 4, 6);
        second.Restore(saved);

        Assert.Equal(3, second.Steps);
        Near.SameBits(Run(second, 3, T), _expected.AsSpan(3 * O));
        Assert.Equal(first.Save(), second.Save());
    }

    [Fact]
    public void Fork_GoesOnAlone()
    {
        using var session = new StreamingSession(_backend, _model);
        Run(session, 0, 5);
        using StreamingSession fork = session.Fork();
        Assert.Equal(5, fork.Steps);
        Run(fork, 0, 2);

        Near.SameBits(Run(session, 5, T), _expected.AsSpan(5 * O));
    }

    [Fact]
    public void Step_RefusesOtherLengths_AndKeepsTheState()
    {
        using var session = new StreamingSession(_backend, _model);
        Run(session, 0, 4);
        Assert.Throws<ShapeException>(() => session.Step(new float[I + 1], new float[O]));
        Assert.Throws<ShapeException>(() => session.Step(new float[I], new float[O - 1]));

        Near.SameBits(Run(session, 4, T), _expected.AsSpan(4 * O));
    }

    [Fact]
    public void Step_AllocatesNothing()
    {
        using var session = new StreamingSession(_backend, _model);
        float[] output = new float[O];
        Allocations.AssertNone(() =>
        {
            for (int t = 0; t < T; t++)
            {
                session.Step(_x.AsSpan(t * I, I), output);
            }
        });
    }

    [Fact]
    public void ASession_RunsAModelWithoutState_AndRefusesOneThatLooksAhead()
    {
        var dense = new Dense(I, O);
        dense.Build(_backend, 1);
        using var session = new StreamingSession(_backend, dense);
        Run(session, 0, T);
        using StreamingSession fork = session.Fork();
        fork.Restore(session.Save());
        Assert.Equal(32, session.StateBytes);

        Assert.Throws<NotSupportedException>(() => new StreamingSession(_backend, new Lstm(I, H, reverse: true)));
    }

    [Fact]
    public void Steps_GiveTheBitsOfTheWholeSequence_AfterTraining()
    {
        using var session = new StreamingSession(_backend, _model);
        float[] before = Run(session, 0, T);
        _model.Parameters.First().MarkChanged();
        session.Reset();
        Near.SameBits(Run(session, 0, T), before);

        Parameter first = _model.Parameters.First();
        float[] values = first.Value.ToArray();
        values[0] += 1;
        first.Set(values);
        session.Reset();
        float[] after = Run(session, 0, T);
        using var another = new StreamingSession(_backend, _model);
        Near.SameBits(Run(another, 0, T), after);
        Assert.NotEqual(before, after);
    }

    [Fact]
    public void SessionsOnManyThreads_GiveTheSameBits_FromTheFirstStepOn()
    {
        const int Threads = 8, Sessions = 250;
        using var start = new Barrier(Threads);
        int equal = 0;
        var threads = new Thread[Threads];
        for (int i = 0; i < Threads; i++)
        {
            threads[i] = new Thread(() =>
            {
                var sessions = new StreamingSession[Sessions];
                for (int s = 0; s < Sessions; s++)
                {
                    sessions[s] = new StreamingSession(_backend, _model);
                }

                start.SignalAndWait();
                float[] output = new float[O];
                for (int t = 0; t < T; t++)
                {
                    foreach (StreamingSession session in sessions)
                    {
                        session.Step(_x.AsSpan(t * I, I), output);
                        if (output.AsSpan().SequenceEqual(_expected.AsSpan(t * O, O)))
                        {
                            Interlocked.Increment(ref equal);
                        }
                    }
                }

                foreach (StreamingSession session in sessions)
                {
                    session.Dispose();
                }
            });
            threads[i].Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        Assert.Equal(Threads * Sessions * T, equal);
    }

    [Fact]
    public void ASession_TakesItsStateAndSomeHundredBytes()
    {
        const int Sessions = 2000;
        var sessions = new StreamingSession[Sessions];

        // Managed bytes, what is thrown away while a session starts included.
        Assert.InRange(Allocations.OfSteadyState(OpenAndClose, warmUps: 1, rounds: 2) / Sessions, 1, 1000);

        void OpenAndClose()
        {
            for (int s = 0; s < Sessions; s++)
            {
                sessions[s] = new StreamingSession(_backend, _model);
                sessions[s].Step(_x.AsSpan(0, I), new float[O]);
            }

            foreach (StreamingSession session in sessions)
            {
                session.Dispose();
            }
        }
    }

    private float[] Run(StreamingSession session, int from, int to)
    {
        var outputs = new float[(to - from) * O];
        for (int t = from; t < to; t++)
        {
            session.Step(_x.AsSpan(t * I, I), outputs.AsSpan((t - from) * O, O));
        }

        return outputs;
    }
}
