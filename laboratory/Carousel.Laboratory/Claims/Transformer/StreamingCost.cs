using Carousel.Backends;
using Carousel.Laboratory.Claims.Training;
using Carousel.Laboratory.Trials;
using Carousel.Layers;
using Carousel.Memory;

namespace Carousel.Laboratory.Claims.Transformer;

/// <summary>Time and state of one step of a stream after some tokens.</summary>
/// <param name="Kind">The network.</param>
/// <param name="Tokens">Tokens before.</param>
/// <param name="Microseconds">A step, the least mean of several chunks.</param>
/// <param name="StateBytes">What a stream keeps.</param>
internal sealed record StreamingCost(SequenceKind Kind, int Tokens, double Microseconds, long StateBytes)
{
    private const int Chunks = 10;

    /// <summary>
    /// Another stream runs beforehand, with rests: in them the program's code is compiled as it stays.
    /// </summary>
    private const int WarmRounds = 4, WarmSteps = 1_000, RestMilliseconds = 150;

    /// <summary>Measures at all marks.</summary>
    /// <remarks>
    /// The LSTM and the windowed Transformer run through the stream. A Transformer that sees all tokens would take
    /// hours to get to the last mark, so its state is filled with drawn keys and values: a step
    /// costs the same whatever they are.
    /// </remarks>
    /// <param name="settings">Sizes.</param>
    /// <param name="kind">The network.</param>
    /// <param name="seed">Of parameters and symbols; times do not depend on it.</param>
    /// <param name="cancellation">Stops it.</param>
    public static List<StreamingCost> Measure(
        TransformerSettings settings, SequenceKind kind, ulong seed, CancellationToken cancellation)
    {
        using var backend = new CpuBackend(1);
        var costs = new List<StreamingCost>();
        using (var warm = new Stream(backend, settings, kind, settings.Window, seed))
        {
            for (int round = 0; round < WarmRounds; round++)
            {
                warm.Take(WarmSteps);
                Thread.Sleep(RestMilliseconds);
            }
        }

        Stream? whole = kind == SequenceKind.Growing
            ? null
            : new Stream(backend, settings, kind, settings.Window, seed);
        try
        {
            foreach (int tokens in settings.Tokens)
            {
                cancellation.ThrowIfCancellationRequested();
                int chunk = kind == SequenceKind.Growing
                    ? Math.Clamp(200_000 / tokens, 3, 50)
                    : Math.Clamp(tokens / 20, 1, 200);
                using Stream? filled = whole is null ? new Stream(backend, settings, kind, tokens, seed) : null;
                filled?.Fill(tokens, seed);
                Stream stream = whole ?? filled!;
                int last = tokens - (Chunks * chunk);
                for (int done = stream.Taken; whole is not null && done < last; done += 1_000)
                {
                    cancellation.ThrowIfCancellationRequested();
                    stream.Take(Math.Min(1_000, last - done));
                }

                if (whole is null)
                {
                    stream.Take(2);
                }

                double least = double.PositiveInfinity;
                for (int c = 0; c < Chunks; c++)
                {
                    var clock = WorkClock.Start();
                    stream.Take(chunk);
                    least = Math.Min(least, clock.Microseconds / chunk);
                }

                costs.Add(new StreamingCost(kind, tokens, least, stream.StateBytes));
            }
        }
        finally
        {
            whole?.Dispose();
        }

        return costs;
    }

    /// <summary>One network and the state of one stream.</summary>
    private sealed class Stream : IDisposable
    {
        private readonly CpuBackend _backend;
        private readonly SequenceLayer _core;
        private readonly Arena _arena;
        private readonly Tensor[] _inputs;
        private readonly Tensor _output;
        private readonly Tensor _state;
        private readonly Tensor _scratch;

        public Stream(CpuBackend backend, TransformerSettings settings, SequenceKind kind, int window, ulong seed)
        {
            const int Symbols = AutomatonText.Symbols;
            _backend = backend;
            _core = kind == SequenceKind.Lstm
                ? settings.Models.Lstm(Symbols)
                : settings.Models.Transformer(Symbols, Symbols, window);
            _core.Build(backend, seed);
            _arena = new Arena(backend);
            _inputs = [.. Enumerable.Range(0, Symbols).Select(symbol =>
            {
                Tensor input = _arena.Allocate(new Shape(1, Symbols));
                float[] one = new float[Symbols];
                one[symbol] = 1;
                input.Write(one);
                return input;
            })];
            _output = _arena.Allocate(new Shape(1, _core.OutputSize));
            _state = _arena.Allocate(new Shape(1, _core.StateSize));
            _scratch = _core.StepScratchLength(1) == 0
                ? default
                : _arena.Allocate(new Shape(_core.StepScratchLength(1)));
            _core.StartState(backend, _state);
        }

        public int Taken { get; private set; }

        public long StateBytes => (long)_core.StateSize * sizeof(float);

        /// <summary>A state after so many tokens: positions first, then each block's keys, values and count.</summary>
        public void Fill(int tokens, ulong seed)
        {
            var random = new TrialRandom(seed, "transformer/state", 0);
            float[] drawn = [.. Enumerable.Range(0, 4099).Select(_ => random.Uniform(-1, 1))],
                values = new float[_core.StateSize];
            for (int k = 0; k < values.Length; k++)
            {
                values[k] = drawn[k % drawn.Length];
            }

            int first = 0;
            foreach (SequenceLayer layer in _core.Layers.Cast<SequenceLayer>().Where(layer => layer.StateSize > 0))
            {
                if (layer is PositionalEncoding)
                {
                    (values[first], values[first + 1]) = (tokens % 65536, tokens / 65536);
                }
                else
                {
                    values[first + layer.StateSize - 1] = tokens;
                }

                first += layer.StateSize;
            }

            _state.Write(values);
        }

        public void Take(int steps)
        {
            for (int t = 0; t < steps; t++, Taken++)
            {
                _core.Step(_backend, _inputs[Taken * 5 % _inputs.Length], _output, _state, _scratch);
            }
        }

        public void Dispose() => _arena.Dispose();
    }
}
