using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Carousel.Data;
using Carousel.Jobs.Streaming;
using Carousel.Networks;
using Carousel.Server.Models;
using Carousel.Tensors;

namespace Carousel.Server.Engine;

/// <summary>The states of a worker's sessions on one version of a model, and the room to step them.</summary>
/// <remarks>One owner, one thread.</remarks>
internal sealed class ModelRoom : IStateRows, IDisposable
{
    /// <summary>Sequences that step together: their states fit in a cache.</summary>
    public const int MostTogether = 256;

    private const int MeasuredSessions = 16, LeastSessionBytes = 1024;

    private readonly NetworkBatch? _batch;
    private readonly ISteppingModel? _stepping;
    private readonly InputDrift? _drift;
    private readonly StatePages _pages;
    private readonly PagedList<(ISteppingSession? Session, long Bytes)> _sessions = new();
    private readonly ServerMemory _memory;
    private readonly Stack<int> _free = new();
    private readonly int[] _rows = new int[MostTogether];
    private readonly long[] _steps = new long[MostTogether];
    private readonly float[] _inputs, _answers;
    private readonly ArrayBufferWriter<byte> _answer = new();
    private int _count;
    private ServedModel? _other;
    private bool _canMove;
    private long _sessionBytes = long.MaxValue;
    private int _measured;

    /// <summary>Room for a version.</summary>
    /// <param name="model">The version.</param>
    /// <param name="meters">What is counted of it.</param>
    /// <param name="memory">What is in memory, and may be.</param>
    /// <param name="worker">Whose room.</param>
    public ModelRoom(ServedModel model, ModelMeters meters, ServerMemory memory, int worker)
    {
        (Model, Meters, _memory, _drift) = (model, meters, memory, meters.DriftOf(worker));
        if (model.IsJob)
        {
            _stepping = model.SteppingOf(worker);
        }
        else
        {
            _batch = model.NewBatch(MostTogether);
        }

        _pages = new StatePages(_batch?.StateSize ?? 0);
        (_inputs, _answers) = (new float[MostTogether * model.InputSize], new float[MostTogether * model.OutputSize]);
    }

    /// <summary>The version.</summary>
    public ServedModel Model { get; }

    /// <summary>What is counted of it.</summary>
    public ModelMeters Meters { get; }

    /// <summary>The sequences of the next step together.</summary>
    public List<int> Works { get; } = [];

    /// <summary>Bytes of a state of a network.</summary>
    public int StateBytes => (_batch?.StateSize ?? 0) * sizeof(float);

    /// <summary>About the bytes in memory of a session that wakes.</summary>
    public long WakeBytes => _stepping is null ? StateBytes : _measured == 0 ? 0 : _sessionBytes;

    /// <inheritdoc/>
    Span<float> IStateRows.Row(int sequence) => _pages[_rows[sequence]];

    /// <summary>Whether sessions may go on with their states on another version.</summary>
    /// <param name="other">The version.</param>
    public bool CanMoveTo(ServedModel other)
    {
        if (_other != other)
        {
            (_other, _canMove) = (other, other != Model && other.HasLayersOf(Model));
        }

        return _canMove;
    }

    /// <summary>The version that <see cref="CanMoveTo"/> was asked for last has refused a state.</summary>
    public void CanNotMove() => _canMove = false;

    /// <summary>Takes a state into memory.</summary>
    /// <param name="state">Its bytes; empty for the start of a sequence.</param>
    /// <returns>Its place in memory.</returns>
    /// <exception cref="Carousel.Networks.StreamingStateException">The bytes are not a state of this model.</exception>
    public int Wake(ReadOnlySpan<byte> state)
    {
        if (_stepping is not null)
        {
            (ISteppingSession, long) session = Open(state);
            if (_free.TryPop(out int free))
            {
                _sessions[free] = session;
                return free;
            }

            return _sessions.Add(session);
        }

        if (!state.IsEmpty && state.Length != StateBytes)
        {
            throw new Carousel.Networks.StreamingStateException(
                $"A state of this model has {StateBytes} bytes, but {state.Length} are given.");
        }

        long before = _pages.Bytes;
        int row = _pages.Take();
        _memory.Take(MemoryUse.States, _pages.Bytes - before);
        if (state.IsEmpty)
        {
            _batch!.Start(_pages[row]);
        }
        else
        {
            state.CopyTo(MemoryMarshal.AsBytes(_pages[row]));
        }

        return row;
    }

    /// <summary>Lets a state out of memory.</summary>
    /// <param name="row">Where it lies.</param>
    public void Leave(int row)
    {
        if (_stepping is null)
        {
            long before = _pages.Bytes;
            _pages.Release(row);
            _memory.Take(MemoryUse.States, _pages.Bytes - before);
            return;
        }

        _sessions[row].Session!.Dispose();
        _memory.Give(MemoryUse.States, _sessions[row].Bytes);
        _sessions[row] = default;
        _free.Push(row);
    }

    /// <summary>The bytes of a state.</summary>
    /// <param name="row">Where it lies.</param>
    public byte[] Save(int row)
    {
        if (_stepping is null)
        {
            return MemoryMarshal.AsBytes(_pages[row]).ToArray();
        }

        var bytes = new ArrayBufferWriter<byte>();
        _sessions[row].Session!.Save(bytes);
        long grown = _sessionBytes + bytes.WrittenCount;
        if (grown > _sessions[row].Bytes)
        {
            _memory.Take(MemoryUse.States, grown - _sessions[row].Bytes);
            _sessions[row].Bytes = grown;
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Adds a sequence to the next step together.</summary>
    /// <param name="row">Where its state lies.</param>
    /// <param name="step">The number of the step.</param>
    /// <param name="input">[InputSize].</param>
    public void Add(int row, long step, ReadOnlySpan<float> input)
    {
        (_rows[_count], _steps[_count]) = (row, step);
        input.CopyTo(_inputs.AsSpan(_count++ * input.Length));
    }

    /// <summary>Whether another sequence can be added.</summary>
    public bool IsFull => _count == MostTogether;

    /// <summary>Steps what was added.</summary>
    /// <returns>[sequences, OutputSize]; valid until the next step.</returns>
    public ReadOnlySpan<float> Step()
    {
        int count = _count;
        _count = 0;
        Span<float> answers = _answers.AsSpan(0, count * Model.OutputSize);
        Span<float> inputs = _inputs.AsSpan(0, count * Model.InputSize);
        _drift?.Look(inputs);
        _batch!.Step(_steps.AsSpan(0, count), inputs, this, answers);
        return answers;
    }

    /// <summary>Steps one session of a model of a job.</summary>
    /// <param name="row">Its place in memory.</param>
    /// <param name="value">The row, a JSON value.</param>
    /// <param name="turn">How long the session may work.</param>
    /// <returns>The answer, a JSON object; null if the same row continues in the next turn.</returns>
    /// <exception cref="DataFormatException">The row can't be understood; the session is as before.</exception>
    /// <exception cref="OperationCanceledException">The row was stopped; the session can only leave.</exception>
    public byte[]? StepJob(int row, ReadOnlySpan<byte> value, StepTurn turn)
    {
        _answer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_answer))
        {
            if (!_sessions[row].Session!.Step(value, json, turn))
            {
                return null;
            }
        }

        return _answer.WrittenSpan.ToArray();
    }

    /// <summary>Opens a session of a model of a job, and takes what it needs.</summary>
    private (ISteppingSession Session, long Bytes) Open(ReadOnlySpan<byte> state)
    {
        long before = GC.GetAllocatedBytesForCurrentThread() + HostStorage.LiveBytes;
        ISteppingSession session = state.IsEmpty ? _stepping!.Open() : _stepping!.Restore(state);
        if (_measured < MeasuredSessions)
        {
            // Other threads take memory at the same time: the least is right.
            _measured++;
            long bytes = GC.GetAllocatedBytesForCurrentThread() + HostStorage.LiveBytes - before;
            _sessionBytes = Math.Max(LeastSessionBytes, Math.Min(bytes, _sessionBytes));
        }

        _memory.Take(MemoryUse.States, _sessionBytes + state.Length);
        return (session, _sessionBytes + state.Length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        for (int row = 0; row < _sessions.Count; row++)
        {
            _sessions[row].Session?.Dispose();
            _memory.Give(MemoryUse.States, _sessions[row].Bytes);
        }

        _memory.Give(MemoryUse.States, _pages.Bytes);
        _batch?.Dispose();
    }
}
