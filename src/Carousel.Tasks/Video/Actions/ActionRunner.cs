using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Memory;
using Carousel.Tasks.Classification;
using Carousel.Tasks.Video.Clips;

namespace Carousel.Tasks.Video.Actions;

/// <summary>Runs a network over clips.</summary>
/// <param name="backend">Where it computes.</param>
/// <param name="network">The network.</param>
/// <param name="design">Its design.</param>
internal sealed class ActionRunner(Backend backend, ActionNetwork network, ActionDesign design)
{
    private const int ClipsTogether = 16;

    /// <summary>The numbers of the clips' actions.</summary>
    /// <exception cref="DataFormatException">One is not known.</exception>
    public int[] Truth(string name, IReadOnlyList<Clip> clips) => [.. clips.Select(c => design.Labels.ToList().IndexOf(c.Label) is >= 0 and var found ? found
        : throw new DataFormatException($"{name}: the clip '{c.Name}' shows '{c.Label}', which does not occur in the training data. It has {string.Join(", ", design.Labels)}."))];

    /// <summary>Scores of each clip.</summary>
    /// <returns>[clips, actions].</returns>
    public float[] Scores(IReadOnlyList<Clip> clips, CancellationToken cancellation)
    {
        using var arena = new Arena(backend);
        return Scores(new Tape(backend, arena), clips, cancellation);
    }

    /// <summary>The mean loss of clips: what validation chooses by.</summary>
    public double Loss(Tape tape, IReadOnlyList<Clip> clips, int[] truth, CancellationToken cancellation)
    {
        float[] scores = Scores(tape, clips, cancellation);
        int C = design.Labels.Count;
        return -Enumerable.Range(0, clips.Count).Average(n => Probabilities.LogSoftmax(scores.AsSpan(n * C, C), truth[n]));
    }

    private float[] Scores(Tape tape, IReadOnlyList<Clip> clips, CancellationToken cancellation)
    {
        var batch = new ActionBatch(design);
        var scores = new List<float>();
        foreach (Clip[] chunk in clips.Chunk(ClipsTogether))
        {
            cancellation.ThrowIfCancellationRequested();
            batch.Fill(chunk);
            tape.Begin(TapeMode.Inference);
            scores.AddRange(batch.Run(tape, network).Value.ToArray());
        }

        return [.. scores];
    }
}
