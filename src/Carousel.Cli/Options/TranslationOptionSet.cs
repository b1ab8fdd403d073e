using System.CommandLine;
using Carousel.Layers;
using Carousel.Tasks.Decoding;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Translation;

namespace Carousel.Cli.Options;

/// <summary>What is translated and how.</summary>
internal sealed class TranslationOptionSet
{
    private const int NoAttention = -1;

    private readonly Option<int?> _pieces = OptionKinds.Whole("--pieces", "Byte-pair pieces, 260 to 65536. Default 6000; 1000 below 10,000 pairs.");
    private readonly Option<bool> _apart = OptionKinds.Switch("--pieces-apart", "Learn the pieces of each language by itself.");
    private readonly Option<int?> _embedding = OptionKinds.Whole("--embedding", "Values of a piece's row, 1 to 4096. Default 256; 96 below 10,000 pairs.");

    private readonly Option<int?> _attention = OptionKinds.Choice(
        "--attention", "How the decoder looks at the source: additive (Bahdanau 2015), general or dot (Luong 2015), or not at all. Default additive.",
        ("additive", (int)AttentionScore.Additive), ("general", (int)AttentionScore.General), ("dot", (int)AttentionScore.Dot), ("none", NoAttention));

    private readonly Option<bool> _feeding = OptionKinds.Switch("--input-feeding", "The decoder also reads what it made of its last look; trains step by step.");
    private readonly Option<double?> _smoothing = OptionKinds.Number("--label-smoothing", "Share of a target spread over all pieces while training, 0 to 0.9. Default 0.1.");
    private readonly Option<double?> _sampling = OptionKinds.Number("--scheduled-sampling", "Share of pieces that the decoder reads as the model would have written them at the end of training, 0 to 1; it grows evenly from 0. Default 0.");
    private readonly Option<double?> _averaging = OptionKinds.Number("--averaging", "Share of the averaged parameters that a step keeps, 0 to 1; 0 for no averages. Default: over half an epoch.");
    private readonly Option<int?> _beam = OptionKinds.Whole("--beam", "Hypotheses kept while translating, 1 to 1024; 1 is greedy. Default 5.");
    private readonly Option<double?> _length = OptionKinds.Number("--length-penalty", "How far long translations are favoured (Wu 2016), 0 to 5. Default 1.");
    private readonly Option<double?> _coverage = OptionKinds.Number("--coverage-penalty", "How far translations that leave out parts of the source are disfavoured (Wu 2016), 0 to 5. Default 0.");
    private readonly Option<string?> _validation = OptionKinds.Text("--validation", "file", "Lines that decide when training was best. Default: a share of the data.");
    private readonly Option<string?> _validationTarget = OptionKinds.Text("--validation-target", "file", "Their translations. Default: behind a tab in the same file.");
    private readonly Option<string?> _test = OptionKinds.Text("--test", "file", "Lines that only measure. Default: a share of the data.");
    private readonly Option<string?> _testTarget = OptionKinds.Text("--test-target", "file", "Their translations. Default: behind a tab in the same file.");
    private readonly Option<double?> _validationShare = OptionKinds.Number("--validation-share", "Share of the data, at its end, that validates, 0 to 0.5; 0 keeps the last epoch. Default 0.05.");
    private readonly Option<double?> _testShare = OptionKinds.Number("--test-share", "Share of the data, at its end, that measures, 0.01 to 0.5. Default 0.05.");

    /// <summary>Pieces, network and training.</summary>
    public OptionGroup Translating => new("Translating", [_pieces, _apart, _embedding, _attention, _feeding, _smoothing, _sampling, _averaging]);

    /// <summary>How translations are searched for.</summary>
    public OptionGroup Searching => new("Searching", [_beam, _length, _coverage]);

    /// <summary>How the pairs are divided.</summary>
    public OptionGroup Parts => new("Parts", [_validation, _validationTarget, _test, _testTarget, _validationShare, _testShare]);

    /// <summary>Reads the options.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="fit">How the model is made and trained.</param>
    /// <exception cref="OptionException">A value is out of its range.</exception>
    public TranslationOptions Read(ParseResult result, FitOptions fit)
    {
        var beam = new BeamOptions();
        var options = new TranslationOptions
        {
            Fit = fit,
            Pieces = result.GetValue(_pieces),
            PiecesApart = result.GetValue(_apart),
            EmbeddingSize = result.GetValue(_embedding),
            Attention = result.GetValue(_attention) switch { null => AttentionScore.Additive, NoAttention => null, { } score => (AttentionScore)score },
            InputFeeding = result.GetValue(_feeding),
            Averaging = result.GetValue(_averaging),
            Beam = beam with
            {
                Width = result.GetValue(_beam) ?? beam.Width,
                LengthPenalty = result.GetValue(_length) ?? beam.LengthPenalty,
                CoveragePenalty = result.GetValue(_coverage) ?? beam.CoveragePenalty,
            },
            Validation = result.GetValue(_validation),
            ValidationTarget = result.GetValue(_validationTarget),
            Test = result.GetValue(_test),
            TestTarget = result.GetValue(_testTarget),
        };
        return options with
        {
            LabelSmoothing = result.GetValue(_smoothing) ?? options.LabelSmoothing,
            ScheduledSampling = result.GetValue(_sampling) ?? options.ScheduledSampling,
            ValidationShare = result.GetValue(_validationShare) ?? options.ValidationShare,
            TestShare = result.GetValue(_testShare) ?? options.TestShare,
        };
    }
}
