using Carousel.Memory;

namespace Carousel.Streaming;

/// <summary>Many sessions in one step: every weight is read once for all of them.</summary>
public sealed partial class StreamingSession
{
    private bool _isStepping;

    /// <summary>Takes one step of each of several sessions of one model as one batch: the bits of stepping each alone, in a fraction of the time. Allocates nothing once warm.</summary>
    /// <param name="sessions">S sessions of one model on one backend, none of them twice.</param>
    /// <param name="inputs">[S, InputSize].</param>
    /// <param name="outputs">[S, OutputSize], overwritten.</param>
    /// <exception cref="ArgumentException">A session is of another model or backend, or is there twice; no session has stepped.</exception>
    /// <exception cref="ShapeException">A span has another length.</exception>
    public static void StepTogether(ReadOnlySpan<StreamingSession> sessions, ReadOnlySpan<float> inputs, Span<float> outputs)
    {
        int S = sessions.Length;
        if (S == 0)
        {
            ShapeException.Require(inputs, S);
            ShapeException.Require<float>(outputs, S);
            return;
        }

        StreamingSession first = sessions[0];
        ShapeException.Require(inputs, (S, first._inputSize));
        ShapeException.Require<float>(outputs, (S, first._outputSize));
        try
        {
            Enter(sessions);
            first.StepTogether(sessions, inputs, outputs, first._model.StateSize);
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
                throw new ArgumentException($"Session {s} is of another model or backend than session 0: sessions that step together share both.", nameof(sessions));
            }

            if (session._isStepping)
            {
                throw new ArgumentException($"Session {s} is there twice: a session takes one step at a time.", nameof(sessions));
            }

            session._isStepping = true;
        }
    }

    private void StepTogether(ReadOnlySpan<StreamingSession> sessions, ReadOnlySpan<float> inputs, Span<float> outputs, int stateSize)
    {
        int S = sessions.Length, scratchLength = _model.StepScratchLength(S);
        int outputAt = Aligned(inputs.Length), stateAt = outputAt + Aligned(outputs.Length), scratchAt = stateAt + Aligned(S * stateSize);
        TensorStorage room = StepRoom.Of(_backend, scratchAt + scratchLength);
        Tensor states = stateSize > 0 ? new Tensor(room, stateAt, new Shape(S, stateSize)) : default;
        room.Write(0, inputs);
        for (int s = 0; s < S && stateSize > 0; s++)
        {
            _backend.Copy(sessions[s]._state, states.Rows(s, 1));
        }

        _model.Step(
            _backend, new Tensor(room, 0, new Shape(S, _inputSize)), new Tensor(room, outputAt, new Shape(S, _outputSize)), states,
            scratchLength > 0 ? new Tensor(room, scratchAt, new Shape(scratchLength)) : default);
        for (int s = 0; s < S; s++)
        {
            if (stateSize > 0)
            {
                _backend.Copy(states.Rows(s, 1), sessions[s]._state);
            }

            sessions[s].Steps++;
        }

        room.Read(outputAt, outputs);
    }
}
