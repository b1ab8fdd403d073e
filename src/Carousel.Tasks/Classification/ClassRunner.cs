using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Memory;

namespace Carousel.Tasks.Classification;

/// <summary>Runs networks over sequences.</summary>
internal sealed class ClassRunner(Backend backend, ClassModel model) : IDisposable
{
    private const int MostSequences = 256;
    private const int MostRows = 1 << 14;

    private readonly Arena _arena = new(backend);
    private readonly ClassBatch _batch = new(model.Encoder.Design);

    /// <summary>The scores of one network.</summary>
    /// <param name="member">Which network.</param>
    /// <param name="samples">The data.</param>
    /// <param name="chosen">Which of them.</param>
    /// <param name="tape">To be begun for inference; a new one where it is null.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>[chosen, classes].</returns>
    public float[] Scores(
        int member, IReadOnlyList<EncodedSample> samples, ReadOnlySpan<int> chosen, Tape? tape = null, CancellationToken cancellation = default)
    {
        int classes = model.Encoder.Labels.Count;
        var scores = new float[chosen.Length * classes];
        tape ??= new Tape(backend, _arena);
        for (int first = 0; first < chosen.Length;)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = 1, rows = samples[chosen[first]].Steps;
            while (first + count < chosen.Length && count < MostSequences && rows + samples[chosen[first + count]].Steps <= MostRows)
            {
                rows += samples[chosen[first + count++]].Steps;
            }

            _batch.Fill(samples, chosen.Slice(first, count));
            tape.Begin(TapeMode.Inference);
            model.Members[member].Forward(tape, _batch).Value.Read(scores.AsSpan(first * classes, count * classes));
            first += count;
        }

        return scores;
    }

    /// <inheritdoc/>
    public void Dispose() => _arena.Dispose();
}
