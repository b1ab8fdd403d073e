using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Decoding;
using Carousel.Jobs.Fitting;
using Carousel.Layers;
using Carousel.Training;

namespace Carousel.Captioning;

/// <summary>
/// What the trainer trains: pictures with all their sentences, and the mean loss of a word of the validation part.
/// </summary>
internal sealed class CaptionProblem(
    CaptionNetwork network, CaptionWords words, PicturePixels training, PicturePixels validation,
    int batchSize, ulong seed, string fingerprint)
    : BatchProblem(network, new ShuffledBatches(training.Count, batchSize, seed, "order of captions"), fingerprint)
{
    private static readonly Loss _crossEntropy = Training.Loss.CrossEntropy();

    private readonly (int Picture, int[] Words)[][] _training = Encoded(words, training);
    private readonly (int Picture, int[] Words)[] _validation =
        [.. Encoded(words, validation).SelectMany(samples => samples)];

    private readonly Packing _places = new();
    private readonly TaughtTexts _sentences = new();
    private readonly RowGroups _looks = new();

    /// <inheritdoc/>
    public override double? Validate(Tape tape, CancellationToken cancellation)
    {
        double sum = 0;
        foreach ((int, int[])[] some in _validation.Chunk(batchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            tape.Begin(TapeMode.Inference);
            sum += Loss(tape, validation, some).Value.ToArray()[0] * (double)_sentences.Packing.Rows;
        }

        return _validation.Length == 0 ? null : sum / _validation.Sum(s => (long)s.Words.Length);
    }

    /// <inheritdoc/>
    protected override BatchLoss Loss(Tape tape, int epoch, int batch, ReadOnlySpan<int> chosen)
    {
        Variable loss = Loss(tape, training, [.. chosen.ToArray().SelectMany(p => _training[p])]);
        return new BatchLoss(loss, _sentences.Packing.Rows);
    }

    private static (int, int[])[][] Encoded(CaptionWords words, PicturePixels pixels) =>
        [.. pixels.Pictures.Select((p, k) => p.Sentences.Select(s => (k, words.Encode(s))).ToArray())];

    // A picture is there once, however many of its sentences the batch has.
    private Variable Loss(Tape tape, PicturePixels pixels, (int Picture, int[] Words)[] samples)
    {
        int[] pictures = [.. samples.Select(s => s.Picture).Distinct()];
        int[] pictureOf = [.. samples.Select(s => Array.IndexOf(pictures, s.Picture))];
        Packing packing = _sentences.Fill([.. samples.Select(s => s.Words)], network.Writer.End).Packing;
        var looks = new int[packing.Rows];
        for (int s = 0; s < samples.Length; s++)
        {
            for (int t = 0; t < samples[s].Words.Length; t++)
            {
                looks[packing.Row(s, t)] = pictureOf[s];
            }
        }

        _looks.Set(looks, pictures.Length);
        EncodedSource source = network.Encode(tape, pixels.Input(tape, pictures), _places);
        return _crossEntropy.Apply(
            tape, network.Scores(tape, source, pictureOf, _looks, _sentences), _sentences.Next(tape));
    }
}
