using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using Carousel.Data;
using Carousel.Jobs.Streaming;
using Carousel.Networks;

namespace Carousel.Server.Models;

/// <summary>Answers whole sequences of one version from their start, independently of its sessions; nothing is stored.
/// The answers have the bits of steps.</summary>
/// <param name="model">The version.</param>
/// <param name="ended">Called once after the end, when no work is left.</param>
internal sealed class WholeSequences(ServedModel model, Action ended) : IDisposable
{
    /// <summary>The most rows of a call, those of all its sequences.</summary>
    public const int MostRows = 65_536;

    // States of this number of sequences fit in a cache. Models of jobs have one instance for all requests without a
    // session.
    private const int MostTogether = 256, JobWorker = -1;

    // More than this is not computed on the thread that reads requests.
    private const int MostValuesAtOnce = 4096;

    private static readonly TimeSpan _turnTime = TimeSpan.FromMilliseconds(10);

    private readonly SemaphoreSlim _free = new(model.IsJob ? 1 : Environment.ProcessorCount);
    private readonly ConcurrentBag<Room> _rooms = [];
    private readonly Lock _gate = new();
    private int _running;
    private bool _isEnded;

    /// <summary>Answers sequences of a network.</summary>
    /// <param name="sequences">B.</param>
    /// <param name="values">[B, T, InputSize].</param>
    /// <param name="answers">[B, T, OutputSize], overwritten.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>False where the version is not kept any more.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task<bool> RunAsync(int sequences, float[] values, float[] answers, CancellationToken cancellation) =>
        RunAsync(
            () =>
            {
                if (values.Length > MostValuesAtOnce)
                {
                    return Task.Run(() => Run(sequences, values, answers, cancellation), CancellationToken.None);
                }

                Run(sequences, values, answers, cancellation);
                return Task.CompletedTask;
            },
            cancellation);

    /// <summary>Answers sequences of a model of a job.</summary>
    /// <param name="sequences">B.</param>
    /// <param name="rows">[B, T]: JSON values.</param>
    /// <param name="answers">[B, T], overwritten with JSON objects.</param>
    /// <param name="charge">Told what each row costs, in units of the model.</param>
    /// <param name="cancellation">Stops it, also inside a row.</param>
    /// <returns>False where the version is not kept any more.</returns>
    /// <exception cref="DataFormatException">A row can't be understood.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task<bool> RunAsync(
        int sequences, ReadOnlyMemory<byte>[] rows, ReadOnlyMemory<byte>[] answers, Action<long> charge,
        CancellationToken cancellation) =>
        RunAsync(() => RunRowsAsync(sequences, rows, answers, charge, cancellation), cancellation);

    /// <inheritdoc/>
    /// <remarks>Nothing more is begun; what is under way ends first.</remarks>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isEnded)
            {
                return;
            }

            _isEnded = true;
            if (_running > 0)
            {
                return;
            }
        }

        Free();
    }

    private async Task<bool> RunAsync(Func<Task> run, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_isEnded)
            {
                return false;
            }

            _running++;
        }

        try
        {
            await _free.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                await run().ConfigureAwait(false);
                return true;
            }
            finally
            {
                _free.Release();
            }
        }
        finally
        {
            bool isLast;
            lock (_gate)
            {
                isLast = --_running == 0 && _isEnded;
            }

            if (isLast)
            {
                Free();
            }
        }
    }

    private void Run(int sequences, float[] values, float[] answers, CancellationToken cancellation)
    {
        Room room = _rooms.TryTake(out Room? used) ? used : new Room(model);
        try
        {
            int rows = values.Length / model.InputSize, steps = rows / sequences;
            for (int first = 0; first < sequences; first += MostTogether)
            {
                int count = Math.Min(MostTogether, sequences - first);
                room.Run(
                    count, values.AsSpan(first * steps * model.InputSize, count * steps * model.InputSize),
                    answers.AsSpan(first * steps * model.OutputSize, count * steps * model.OutputSize), cancellation);
            }
        }
        finally
        {
            _rooms.Add(room);
        }
    }

    private async Task RunRowsAsync(
        int sequences, ReadOnlyMemory<byte>[] rows, ReadOnlyMemory<byte>[] answers, Action<long> charge,
        CancellationToken cancellation)
    {
        ISteppingModel stepping = model.SteppingOf(JobWorker);
        var answer = new ArrayBufferWriter<byte>();
        var turn = new StepTurn { Cancellation = cancellation };
        turn.Begin(_turnTime);
        int steps = rows.Length / sequences;
        for (int s = 0; s < sequences; s++)
        {
            using ISteppingSession session = stepping.Open();
            for (int at = s * steps; at < (s + 1) * steps; at++)
            {
                cancellation.ThrowIfCancellationRequested();
                bool isFirst = true;
                for (bool isAnswered = false; !isAnswered; isFirst = false)
                {
                    if (turn.IsOver)
                    {
                        // Others who wait for the instance have their turn.
                        _free.Release();
                        await Task.Yield();
                        await _free.WaitAsync(CancellationToken.None).ConfigureAwait(false);
                        turn.Begin(_turnTime);
                    }

                    answer.ResetWrittenCount();
                    using (var json = new Utf8JsonWriter(answer))
                    {
                        isAnswered = session.Step(rows[at].Span, json, turn);
                    }

                    if (isFirst)
                    {
                        charge(turn.Units);
                    }
                }

                answers[at] = answer.WrittenSpan.ToArray();
            }
        }
    }

    private void Free()
    {
        foreach (Room room in _rooms)
        {
            room.Dispose();
        }

        _free.Dispose();
        ended();
    }

    /// <summary>States of sequences that step together.</summary>
    private sealed class Room(ServedModel model) : IStateRows, IDisposable
    {
        private readonly NetworkBatch _batch = model.NewBatch(MostTogether);
        private readonly long[] _steps = new long[MostTogether];
        private readonly float[] _inputs = new float[MostTogether * model.InputSize];
        private readonly float[] _answers = new float[MostTogether * model.OutputSize];
        private float[] _states = [];

        Span<float> IStateRows.Row(int sequence) =>
            _states.AsSpan(sequence * _batch.StateSize, _batch.StateSize);

        public void Run(
            int count, ReadOnlySpan<float> values, Span<float> answers, CancellationToken cancellation)
        {
            IStateRows states = this;
            if (_states.Length < count * _batch.StateSize)
            {
                _states = new float[count * _batch.StateSize];
            }

            for (int s = 0; s < count; s++)
            {
                _batch.Start(states.Row(s));
            }

            int width = _batch.InputSize, outputs = _batch.OutputSize, steps = values.Length / width / count;
            Span<float> input = _inputs.AsSpan(0, count * width), answer = _answers.AsSpan(0, count * outputs);
            for (int step = 0; step < steps; step++)
            {
                cancellation.ThrowIfCancellationRequested();
                for (int s = 0; s < count; s++)
                {
                    values.Slice(((s * steps) + step) * width, width).CopyTo(input[(s * width)..]);
                }

                _steps.AsSpan(0, count).Fill(step + 1);
                _batch.Step(_steps.AsSpan(0, count), input, this, answer);
                for (int s = 0; s < count; s++)
                {
                    answer.Slice(s * outputs, outputs).CopyTo(answers[(((s * steps) + step) * outputs)..]);
                }
            }
        }

        public void Dispose() => _batch.Dispose();
    }
}
