using Carousel.Autograd;
using Carousel.Jobs;
using Carousel.Jobs.Sound;
using Carousel.Layers;

namespace Carousel.Speech;

/// <summary>A transcriber, opened: a recording is a sequence, a step some frames of it.</summary>
/// <param name="backend">Where the network was built.</param>
/// <param name="network">The network.</param>
/// <param name="design">What it is made of.</param>
internal sealed class SpeechInspection(Backend backend, SpeechNetwork network, SpeechDesign design) : IInspectedModel
{
    /// <inheritdoc/>
    public Backend Backend => backend;

    /// <inheritdoc/>
    public SequenceLayer Reader => network.Reader;

    /// <inheritdoc/>
    public string StepName => "step";

    /// <inheritdoc/>
    public double? HoursPerStep => design.Features.SecondsPerRow / 3600;

    /// <inheritdoc/>
    public IReadOnlyList<string> InputNames => design.Features.Names;

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes { get; private set; } = [];

    /// <inheritdoc/>
    public IReadOnlyList<InspectedSequence> Read(JobInput data, CancellationToken cancellation)
    {
        IReadOnlyList<SpeechClip> clips = TranscriptInput.Read(
            data, new UtteranceColumns { CanBeNamed = false }, needsTranscripts: false);
        Notes = SoundRecording.NotesOf(clips.Select(c => c.Recording));
        return
        [
            .. clips.Select(clip =>
            {
                float[] rows = SoundFeatures.Of(clip.Recording, design.Features);
                return new InspectedSequence(clip.Name, () => rows, rows.Length / design.Features.Features);
            }),
        ];
    }
}
