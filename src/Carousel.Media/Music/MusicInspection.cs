using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Layers;

namespace Carousel.Music;

/// <summary>
/// Inspection of a model of music: a piece is a sequence. A step reads the keys of the step before, none at the
/// beginning, and predicts the present keys.
/// </summary>
/// <param name="backend">Where the network was built.</param>
/// <param name="network">The network.</param>
/// <param name="read">Reads pieces.</param>
internal sealed class MusicInspection(
    Backend backend, Stack network, Func<JobInput, IReadOnlyList<MusicPiece>> read) : IInspectedModel
{
    private static readonly string[] _pitchClasses =
    [
        "C", "C sharp", "D", "E flat", "E", "F", "F sharp", "G", "A flat", "A", "B flat", "B",
    ];

    private readonly Stack _reader = new([.. network.Layers.SkipLast(1).Cast<SequenceLayer>()]);

    /// <inheritdoc/>
    public Backend Backend => backend;

    /// <inheritdoc/>
    public SequenceLayer Reader => _reader;

    /// <inheritdoc/>
    public string StepName => "step";

    /// <inheritdoc/>
    public IReadOnlyList<string> InputNames =>
        [
            .. MusicPiece.Pitches.Select(Pitch),
            .. _pitchClasses.Select(c => $"any {c}"),
        ];

    /// <inheritdoc/>
    public IReadOnlyList<InspectedSequence> Read(JobInput data, CancellationToken cancellation)
    {
        InspectedSequence[] sequences = [.. read(data).Where(p => p.Steps.Count > 0).Select(Sequence)];
        return sequences.Length > 0
            ? sequences
            : throw new DataFormatException(
                $"{data.Name} contains no step of music. Pass pieces that have steps.");
    }

    private static InspectedSequence Sequence(MusicPiece piece)
    {
        var input = new float[piece.Steps.Count * MusicDesign.Inputs];
        for (int s = 1; s < piece.Steps.Count; s++)
        {
            MusicDesign.WriteInput(piece.Steps[s - 1], input.AsSpan(s * MusicDesign.Inputs, MusicDesign.Inputs));
        }

        return new InspectedSequence(piece.Name, input, piece.Steps.Count)
        {
            StepNames =
            [
                "beginning",
                .. piece.Steps.SkipLast(1).Select(s => s.Length == 0 ? "silence" : string.Join(' ', s.Select(Pitch))),
            ],
            Rows = piece.Rows.Count == 0 ? [] : [-1, .. piece.Rows.SkipLast(1)],
        };
    }

    private static string Pitch(int pitch) =>
        Invariant.Of($"{_pitchClasses[pitch % _pitchClasses.Length]}{(pitch / _pitchClasses.Length) - 1}");
}
