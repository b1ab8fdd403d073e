using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Networks;

/// <summary>Many sessions in one step: every weight is read once for all of them.</summary>
public sealed partial class StreamingSession
{
    private bool _isStepping;

    /// <summary>
    /// Takes one step of each of several sessions of one model as one batch: the bits of single steps, in a
    /// fraction of the time. Allocates nothing once warm.
    /// </summary>
    /// <param name="sessions">S sessions of one model on one backend, none of them twice.</param>
    /// <param name="inputs">[S, InputSize].</param>
    /// <param name="outputs">[S, OutputSize], overwritten.</param>
    /// <exception cref="ArgumentException">A session is of another model or backend, or is there twice; no session has
    /// stepped.</exception>
    /// <exception cref="ObjectDisposedException">A session has ended; no session has stepped.</exception>
    /// <exception cref="ShapeException">A span has another length.</exception>
    public static void StepTogether(
        ReadOnlySpan<StreamingSession> sessions, ReadOnlySpan<float> inputs, Span<float> outputs)
    {
        int S = sessions.Length;
        if (S == 0)
        {
            ShapeException.Require(inputs, S);
            ShapeException.Require(outputs, S);
            return;
        }

        StreamingSession first = sessions[0];
        ArgumentNullException.ThrowIfNull(first, nameof(sessions));
        (int inputSize, int outputSize) = (first._sizes.Input, first._sizes.Output);
        ShapeException.Require(inputs, (S, inputSize));
        ShapeException.Require(outputs, (S, outputSize));
        if (S == 1)
        {
            first.Step(inputs, outputs);
            return;
        }

        try
        {
            Enter(sessions);
            first.StepAll(sessions, inputs, outputs);
        }
        finally
        {
            foreach (StreamingSession session in sessions)
            {
                session?._isStepping = false;
            }
        }
    }

    private static void Enter(ReadOnlySpan<StreamingSession> sessions)
    {
        StreamingSession first = sessions[0];
        for (int s = 0; s < sessions.Length; s++)
        {
            StreamingSession session = sessions[s];
            if (session is null || session._model != first._model || session._backend != first._backend)
            {
                throw new ArgumentException(
                    $"Session {s} is of another model or backend than session 0: sessions that step together share "
                    + $"both.", nameof(sessions));
            }

            ObjectDisposedException.ThrowIf(session._isDisposed, session);
            if (session._isStepping)
            {
                throw new ArgumentException(
                    $"Session {s} is there twice: a session takes one step at a time.", nameof(sessions));
            }

            session._isStepping = true;
        }
    }

    private void StepAll(ReadOnlySpan<StreamingSession> sessions, ReadOnlySpan<float> inputs, Span<float> outputs)
    {
        int S = sessions.Length;
        SpanRoom room = SpanRoom.Of(
            _backend,
            new SpanRoom.Sizes(S, _sizes.Input, _sizes.Output, _model.StateSize, _model.StepScratchLength(S)));
        room.Input.Write(inputs);
        for (int s = 0; s < S && !room.States.IsNone; s++)
        {
            _backend.Copy(sessions[s]._state, room.States.Rows(s, 1));
        }

        _model.Step(_backend, room.Input, room.Output, room.States, room.Scratch);
        for (int s = 0; s < S; s++)
        {
            if (!room.States.IsNone)
            {
                _backend.Copy(room.States.Rows(s, 1), sessions[s]._state);
            }

            sessions[s].Steps++;
        }

        room.Output.Read(outputs);
    }
}
