using Carousel.Autograd;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Baselines;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Tagging;

/// <summary>
/// The fit of a tagger: the network, the linear chain of features, and how much of each answers, which sentences say
/// that neither of them learned from.
/// </summary>
/// <param name="plan">What was decided.</param>
/// <param name="parts">What the network knows.</param>
/// <param name="vectors">Vectors of words; null for none.</param>
/// <param name="fitting">Begins and trains.</param>
internal sealed class TagFit(TagPlan plan, TagParts parts, WordVectors? vectors, JobFitting fitting)
{
    /// <summary>The share without validation sentences.</summary>
    private const double UsualShare = 0.5;

    private const double StandardErrors = 2;

    /// <summary>The training continues while some share is better than the chain: see docs/decisions/0055.</summary>
    private const double NoBetter = 0;

    private const double AveragedEpochs = 3;

    private readonly IReadOnlyList<TokenSentence> _training = plan.Data.Parts.Training;
    private readonly IReadOnlyList<TokenSentence> _validation = plan.Data.Parts.Validation;

    private LabelField? _field;

    private bool HasSpans => plan.Scheme != LabelScheme.Plain;

    private TagVocabularies Known => parts.Vocabularies;

    private bool IsChain => parts.Design.IsChain;

    /// <summary>Fits.</summary>
    public Tagger Run()
    {
        string data = plan.Data.Fingerprint();
        TagModel model = fitting.Begin(parts.MakeModel(), name => !LabelField.IsTensor(name));
        foreach (TagNetwork network in model.Members)
        {
            SetVectors(network);
        }

        SentenceEncoder encoder = parts.MakeEncoder();
        List<EncodedSentence> encoded = encoder.Encode(_training), pieces = encoder.Encode(_validation);
        bool canJoin = plan.HasBaseline && KnownOf(_training).Length == _training.Count;
        var problem = new TagProblem(
            model, encoder, encoded, pieces, found => Score(parts.Join(_validation, pieces, found)),
            plan.Training.Batch, plan.Fit.Seed, $"{data}|{parts.ConfigurationJson}|{plan.Training.ToJson()}")
        {
            Decision = pieces.Count == 0 || !canJoin ? null : new EarlyDecision(
                plan.Training.Epochs, NoBetter,
                (tape, _) => ErrorsOfShares(tape, model, encoder, encoded, pieces)),
        };

        FrequentLabel frequent = parts.Design.Channels > 0
            ? FrequentLabel.Majority(_training)
            : FrequentLabel.Of(_training);

        // Unasked, averages have to be chosen by validation.
        double averaging = plan.Options.Averaging
            ?? (pieces.Count == 0 ? 0 : WeightAverages.Over(AveragedEpochs, problem.BatchesIn(0)));
        FitSummary summary = fitting.Train(
            problem,
            options => model.Clip(options) with { Averaging = WeightAverages.Of(averaging, compares: true) },
            baseline: pieces.Count == 0 ? null : new ValidationBaseline(
                TagMeasurement.BaselineName(parts.Design.Channels == 0),
                _ => Score(frequent.LabelsOf(_validation))));
        JoinedScores? baseline = null;
        if (canJoin && summary.Reason != StopReason.Canceled)
        {
            try
            {
                baseline = Joined(model, encoder, encoded, pieces, summary.Reason == StopReason.Decided);
            }
            catch (OperationCanceledException) when (fitting.Cancellation.IsCancellationRequested)
            {
                // The network is trained: it is kept and used without the chain.
                summary = summary with { Reason = StopReason.Canceled };
            }
        }

        return new Tagger(
            fitting.Backend, model, parts, summary,
            new TagOrigin(data, _training.Count, _training.Sum(s => s.Tokens.Count), frequent.Words, frequent.Endings)
            {
                BaselineShare = baseline?.Share,
            }, baseline);
    }

    private void SetVectors(TagNetwork network)
    {
        if (vectors is not null)
        {
            network.Vectors!.Set(vectors.Values);
        }
    }

    private FieldFolds Folds => new(
        Known.Labels, IsChain, plan.Fit.Seed, fitting.Backend.Threads, fitting.Cancellation);

    private JoinedScores Joined(
        TagModel model, SentenceEncoder encoder, List<EncodedSentence> encoded, List<EncodedSentence> pieces,
        bool isDecided)
    {
        LabelField field = Field(encoded);
        if (pieces.Count == 0)
        {
            return new JoinedScores(field, UsualShare);
        }

        double share = isDecided ? 0 : Share(model, encoder, encoded, pieces);
        return new JoinedScores(Folds.Whole(KnownOf([.. _training, .. _validation])).Shifted(field.Shift), share);
    }

    /// <summary>The chain of the training sentences; fitted once.</summary>
    private LabelField Field(List<EncodedSentence> encoded)
    {
        if (_field is null)
        {
            FieldFolds fields = Folds;
            LabelField field = fields.Whole(_training);
            _field = field.Shifted(Shift(fields, field, encoded));
        }

        return _field;
    }

    /// <summary>Sentences whose labels the training part has.</summary>
    private TokenSentence[] KnownOf(IEnumerable<TokenSentence> sentences) =>
        [.. sentences.Where(s => s.Labels.All(label => Known.Labels.NumberOf(label) >= 0))];

    /// <summary>How much of the answer is the network's: the same sentences chose its epoch, and flatter it.</summary>
    private double Share(
        TagModel model, SentenceEncoder encoder, List<EncodedSentence> encoded, List<EncodedSentence> pieces)
    {
        using var arena = new Arena(fitting.Backend);
        return BaselineShare.Choose(
            ErrorsOfShares(new Tape(fitting.Backend, arena), model, encoder, encoded, pieces), StandardErrors);
    }

    private double[][] ErrorsOfShares(
        Tape tape, TagModel model, SentenceEncoder encoder, List<EncodedSentence> encoded,
        List<EncodedSentence> pieces)
    {
        LabelField field = Field(encoded);
        float[][] own = model.Scores(tape, encoder, pieces, fitting.Cancellation);
        float[][] baseline = field.OfPieces(_validation, pieces, IsChain);
        ChainWeights weights = model.Weights;
        return
        [
            .. BaselineShare.Shares.Select(share => new JoinedScores(field, share)).Select(joined => Errors(
                _validation, pieces, FieldLabels.Of(
                    tape, baseline.Zip(own, joined.Of), joined.Weights(weights, IsChain), IsChain))),
        ];
    }

    private double[] Errors(
        IReadOnlyList<TokenSentence> sentences, IReadOnlyList<EncodedSentence> pieces, int[][] found) =>
        TagErrors.InGroups(sentences, parts.Join(sentences, pieces, found), plan.Scheme);

    /// <summary>
    /// The shift of the score of "outside a span", chosen by the F1 of out-of-fold scores of the chain; the transition
    /// weights are those of the chain of all sentences.
    /// </summary>
    private float[] Shift(FieldFolds fields, LabelField field, List<EncodedSentence> encoded)
    {
        int C = Known.Labels.Count, outside = Known.Labels.NumberOf("O");
        outside = outside < 0 ? Known.Labels.NumberOf("o") : outside;
        if (!HasSpans || outside < 0)
        {
            return new float[C];
        }

        using var arena = new Arena(fitting.Backend);
        var tape = new Tape(fitting.Backend, arena);
        float[][] told = fields.Told(_training);
        ChainWeights weights = ChainWeights.Of(field, IsChain);
        return FieldLabels.Shift(outside, C, shift =>
        {
            IEnumerable<float[]> shifted = told.Select(s => s.Select((score, i) => score + shift[i % C]).ToArray());
            return 1 - Errors(_training, encoded, FieldLabels.Of(tape, shifted, weights, IsChain)).Average();
        });
    }

    /// <summary>Lower is better: wrong tokens, or 1 − F1 of spans.</summary>
    private double Score(IReadOnlyList<IReadOnlyList<string>> found)
    {
        var scores = new TagScores(_validation, found, _ => true, plan.Scheme);
        return 1 - (HasSpans ? scores.Spans.All.F1 : scores.Accuracy);
    }
}
