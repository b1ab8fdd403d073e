using System.Buffers;
using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Decoding;

/// <summary>
/// Beam search for many sources at once: of each source the best hypotheses go on together; with width 1 it is greedy
/// search: the likeliest symbol at each step, up to the end.
/// </summary>
/// <remarks>
/// At each step the 2·width likeliest continuations of a source are found. Those of the first width that end are
/// complete; the first width that do not end are continued.
/// A source is done when no open hypothesis could become better than those to be given. Once width hypotheses are
/// complete, it is done when no open hypothesis is better now.
/// Ties go to the hypothesis that came first, then to the smaller symbol. The result of a source does not depend on the
/// other sources.
/// </remarks>
internal sealed class BeamSearch
{
    private readonly IStepDecoder _decoder;
    private readonly BeamOptions _options;

    /// <summary>A search.</summary>
    /// <param name="decoder">Writes.</param>
    /// <param name="options">How it is searched.</param>
    /// <exception cref="OptionException">More texts are asked for than hypotheses are kept.</exception>
    public BeamSearch(IStepDecoder decoder, BeamOptions options)
    {
        options.RequireEnough();
        (_decoder, _options) = (decoder, options);
    }

    /// <summary>Searches.</summary>
    /// <param name="mostSteps">For each source the most symbols, the end among them, 1 or more.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>For each source its best texts, the best first, as many as were asked for or fewer where there are no
    /// more; one at least.</returns>
    /// <exception cref="DecodingException">The decoder gave a score that is NaN or infinite, or made no symbol
    /// possible.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<IReadOnlyList<Hypothesis>> Run(
        IReadOnlyList<int> mostSteps, CancellationToken cancellation = default)
    {
        Beam[] beams = [.. mostSteps.Select((most, source) => new Beam(source, most, _options, _decoder))];
        Beam[] live = beams;
        while (live.Length > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            Step(live);
            live = [.. live.Where(b => !b.IsDone)];
        }

        return [.. beams.Select(b => b.Best())];
    }

    private void Step(Beam[] live)
    {
        int rows = live.Sum(b => b.Live.Count), V = _decoder.Symbols;
        int[] sources = new int[rows], from = new int[rows], symbols = new int[rows];
        int row = 0;
        foreach (Beam beam in live)
        {
            foreach (BeamNode node in beam.Live)
            {
                (sources[row], from[row], symbols[row]) = (beam.Source, node.Row, node.Symbol);
                row++;
            }
        }

        float[] scores = ArrayPool<float>.Shared.Rent(checked(rows * V));
        _decoder.Step(sources, from, symbols, scores.AsSpan(0, rows * V));
        int first = 0;
        foreach (Beam beam in live)
        {
            int count = beam.Live.Count;
            beam.Advance(scores.AsSpan(first * V, count * V), first);
            first += count;
        }

        ArrayPool<float>.Shared.Return(scores);
    }
}
