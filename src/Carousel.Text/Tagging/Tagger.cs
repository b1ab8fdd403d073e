using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Portable;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Streaming;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Storage;

namespace Carousel.Tagging;

/// <summary>A fitted tagger: a label for each token of a sentence, or for each step of a sequence of numbers.</summary>
/// <remarks>Not thread-safe. Owns its backend.</remarks>
public sealed class Tagger : JobModel, IPortableJob, IGraphModel
{
    /// <summary>What the model is for, as its file says.</summary>
    public const string TaskName = "tag";

    private const int ShownLabels = 12;

    private readonly TagModel _model;
    private readonly TagParts _parts;
    private readonly TagOrigin _origin;
    private readonly FrequentLabel _frequent;
    private readonly JoinedScores? _baseline;

    internal Tagger(
        CpuBackend backend, TagModel model, TagParts parts, FitSummary summary, TagOrigin origin,
        JoinedScores? baseline)
        : base(backend, model, summary)
    {
        (_model, _parts, _origin, _baseline) = (model, parts, origin, baseline);
        _frequent = new FrequentLabel(origin.FrequentWords, origin.FrequentEndings);
    }

    /// <inheritdoc/>
    public override string Task => TaskName;

    /// <inheritdoc/>
    public override bool ReadsText => Design.Channels == 0;

    /// <inheritdoc/>
    public override string PredictionFile => "predictions.conll";

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Networks => _model.Members;

    /// <summary>The network.</summary>
    internal TagDesign Design => _parts.Design;

    /// <summary>Whether and how labels mark spans.</summary>
    public LabelScheme Scheme => _parts.Configuration.Scheme;

    /// <summary>The labels it gives.</summary>
    public IReadOnlyList<string> Labels => _parts.Vocabularies.Labels.Entries;

    /// <summary>Names of the numbers of a step; none where it labels tokens.</summary>
    internal IReadOnlyList<string> Channels => _parts.Configuration.Channels;

    /// <summary>Reads a model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="threads">How many threads compute; 0 for all.</param>
    /// <returns>The tagger.</returns>
    /// <exception cref="ModelFileException">The file is damaged or for something else.</exception>
    public static Tagger Load(string path, int threads = 0) => ModelReading.Load(path, TaskName, threads, reading =>
    {
        var parts = TagParts.Read(reading);
        TagModel model = reading.Build(
            parts.Fit, parts.Design.Cell.Hidden, parts.MakeModel, name => !LabelField.IsTensor(name));
        TagOrigin origin = reading.Data(TextJson.Default.TagOrigin);
        return new Tagger(
            reading.Backend, model, parts, reading.Summary, origin,
            origin.BaselineShare is { } share
                ? new JoinedScores(LabelField.Read(reading, parts.Vocabularies.Labels.Count), Math.Clamp(share, 0, 1))
                : null);
    });

    /// <inheritdoc/>
    public override AnswerShare Share => _baseline is null ? AnswerShare.Alone
        : AnswerShare.Of(TagMeasurement.ChainName, _baseline.Share);

    /// <inheritdoc/>
    public override JobDescription Describe()
    {
        TagDesign design = Design;
        long spelling = design.CharacterSize == 0
            ? 0
            : 8L * design.CharacterHidden * (design.CharacterSize + design.CharacterHidden);
        long multiplyAdds = CellStack.MultiplyAdds(design.Cell, design.InputSize)
            + ((long)design.Cell.OutputSize * Labels.Count);
        return new JobDescription(
        [
            $"{Labels.Count} labels ({FigureText.Listed(Labels, ShownLabels)})"
            + $"{(Scheme == LabelScheme.Plain ? "" : $", spans in {Scheme.InWords()}")}, "
                + $"for {(ReadsText ? "tokens" : "steps of numbers")}",
            $"learned from {FigureText.Counted(_origin.Sentences, "sentence")} "
            + $"of {FigureText.Counted(_origin.Tokens, "token")}; data {_origin.Fingerprint}",
        ],
        ModelDescription.Of(
            design.Describe(), Networks, (multiplyAdds + spelling) * design.Members, 0, "token"));
    }

    /// <summary>The labels of a sentence, by a model of tokens.</summary>
    /// <param name="tokens">One or more.</param>
    /// <returns>As many labels as tokens.</returns>
    /// <exception cref="InvalidOperationException">The model labels steps of numbers.</exception>
    public IReadOnlyList<string> LabelsOf(IReadOnlyList<string> tokens) => ReadsText
        ? LabelsOf([new TokenSentence(tokens, [], Line: 1)])[0]
        : throw new InvalidOperationException("The model labels steps of numbers: pass it a table to predict.");

    /// <summary>The labels of a sentence as <see cref="LabelsOf(IReadOnlyList{string})"/> finds them, and how probable
    /// each is.</summary>
    /// <param name="tokens">One or more.</param>
    internal IReadOnlyList<(string Label, double Probability)> Weighed(IReadOnlyList<string> tokens)
    {
        TokenSentence[] sentence = [new(tokens, [], Line: 1)];
        SentenceEncoder encoder = _parts.MakeEncoder();
        List<EncodedSentence> pieces = encoder.Encode(sentence);
        IEnumerable<float[]> scores = _model.Scores(Tape, encoder, pieces, CancellationToken.None);
        ChainWeights weights = _model.Weights;
        if (_baseline is { Share: not 1 })
        {
            scores = _baseline.Of(sentence, pieces, [.. scores], Design.IsChain);
            weights = _baseline.Weights(weights, Design.IsChain);
        }

        float[][] all = [.. scores];
        int[][] found = FieldLabels.Of(Tape, all, weights, Design.IsChain);
        double[][] probabilities = [.. all.Select(own => weights.Probabilities(own))];
        int labels = Labels.Count;
        return
        [
            .. from p in Enumerable.Range(0, pieces.Count)
               from t in Enumerable.Range(0, found[p].Length)
               select (Labels[found[p][t]], probabilities[p][(t * labels) + found[p][t]]),
        ];
    }

    /// <summary>The labels of sentences.</summary>
    /// <param name="sentences">Tokens, or numbers; labels are not read.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>As many labels as tokens, for each sentence.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal IReadOnlyList<IReadOnlyList<string>> LabelsOf(
        IReadOnlyList<TokenSentence> sentences, CancellationToken cancellation = default) =>
        LabelsOf(sentences, _baseline, cancellation);

    private IReadOnlyList<IReadOnlyList<string>> LabelsOf(
        IReadOnlyList<TokenSentence> sentences, JoinedScores? baseline, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(sentences);
        SentenceEncoder encoder = _parts.MakeEncoder();
        List<EncodedSentence> pieces = encoder.Encode(sentences);
        if (baseline is null or { Share: 1 })
        {
            return _parts.Join(sentences, pieces, _model.Labels(Tape, encoder, pieces, cancellation));
        }

        // Without a share of the network there is nothing to run it for.
        float[][] scores = baseline.Share == 0
            ? [.. pieces.Select(p => new float[p.Length * Labels.Count])]
            : _model.Scores(Tape, encoder, pieces, cancellation);
        return _parts.Join(sentences, pieces, FieldLabels.Of(
            Tape, baseline.Of(sentences, pieces, scores, Design.IsChain),
                baseline.Weights(_model.Weights, Design.IsChain),
            Design.IsChain));
    }

    /// <summary>Labels steps of numbers one by one; valid as long as the tagger.</summary>
    /// <exception cref="SteppingException">It labels tokens, or needs later steps.</exception>
    internal StepLabeler NewLabeler() => new(Backend, _model, _parts);

    /// <summary>Opens the tagger to rows that come one by one.</summary>
    /// <param name="source">How messages call them.</param>
    /// <param name="cells">How cells are written.</param>
    /// <exception cref="SteppingException">It labels tokens, or needs later steps.</exception>
    internal StepTagStream NewStream(string source, ReadOptions cells) => new(this, source, cells);

    /// <inheritdoc/>
    public override JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(output);
        TokenFile file = Read(input, needsLabels: false);
        output.Write(TokenFile.Text(file.Sentences, LabelsOf(file.Sentences, cancellation)));
        return new JobAnswer(file.Notes);
    }

    /// <inheritdoc/>
    public override JobResult Evaluate(JobInput input, CancellationToken cancellation)
    {
        TokenFile file = Read(input, needsLabels: true);
        string[] never =
        [
            .. file.Sentences.SelectMany(s => s.Labels).Except(Labels)
                .Order(StringComparer.Ordinal),
        ];
        string unknown =
            $"{string.Join(", ", never.Take(5).Select(l => $"'{l}'"))}"
            + $"{(never.Length > 5 ? $" and {never.Length - 5} more labels" : "")}";
        return Measure(file.Sentences, cancellation).ToResult() with
        {
            Facts = [new JobFact("data", $"{file.Counted}; labels from column {file.LabelColumn}")],
            Notes =
            [
                .. file.Notes,
                .. Optional.Of(never.Length == 0
                    ? null
                    : $"The model does not know {unknown}: their tokens count as mistakes."),
            ],
        };
    }

    /// <inheritdoc/>
    public IInspectedModel Inspect() => new TagInspection(
        Backend, _model, ReadIfLabeled, _parts.MakeEncoder, _parts.Configuration.Channels);

    /// <inheritdoc/>
    PortableDesign IPortableModel.ToPortable()
    {
        TagPortable.Require(Design, _baseline);
        return TagPortable.Design(_model.First, _parts);
    }

    /// <inheritdoc/>
    IReadOnlyList<ModelGraph> IGraphModel.ToGraphs()
    {
        TagPortable.Require(Design, _baseline, causal: false);
        return [TagPortable.Graph(_model.First, _parts)];
    }

    /// <inheritdoc/>
    IReadOnlyList<PortableSequence> IPortableJob.ReadSequences(JobInput input, int most)
    {
        TagPortable.Require(Design, null);
        SentenceEncoder encoder = _parts.MakeEncoder();
        return TagPortable.Sequences(encoder, encoder.Encode(Read(input, needsLabels: false).Sentences), most);
    }

    /// <inheritdoc/>
    private protected override ModelTexts ToTexts() => _parts.ToTexts(_origin) with
    {
        Tensors = _baseline?.Field.ToTensors() ?? [],
    };

    /// <summary>Measures the tagger and the baseline.</summary>
    internal TagMeasurement Measure(IReadOnlyList<TokenSentence> sentences, CancellationToken cancellation)
    {
        IReadOnlyList<IReadOnlyList<string>> found = LabelsOf(sentences, cancellation);
        IReadOnlyList<IReadOnlyList<string>> frequent = _frequent.LabelsOf(sentences);
        var measured = new TagMeasurement(
            sentences, found, Scores(found), Scores(frequent), IsKnown, Scheme, ReadsText);
        if (_baseline is null)
        {
            return measured;
        }

        IReadOnlyList<IReadOnlyList<string>> baseline = By(_baseline with { Share = 0 });
        return measured with
        {
            Chain = Scores(baseline),
            Alone = Scores(By(null)),
            Effect = TagErrors.Effect(sentences, found, baseline, Scheme, _baseline.Share),
        };

        // Not by the vocabulary: that has words of plain text, too, whose labels training never saw.
        bool IsKnown(string token) => !ReadsText || _frequent.Words.ContainsKey(WordForm.Small(token));

        TagScores Scores(IReadOnlyList<IReadOnlyList<string>> given) => new(sentences, given, IsKnown, Scheme);

        IReadOnlyList<IReadOnlyList<string>> By(JoinedScores? joined) => LabelsOf(sentences, joined, cancellation);
    }

    /// <summary>With labels where the file has those of the model, else without.</summary>
    private TokenFile ReadIfLabeled(JobInput input)
    {
        try
        {
            return Read(input, needsLabels: true);
        }
        catch (DataFormatException)
        {
            return Read(input, needsLabels: false);
        }
    }

    private TokenFile Read(JobInput input, bool needsLabels)
    {
        ArgumentNullException.ThrowIfNull(input);
        (_, _, string tokens, string label, IReadOnlyList<string> channels) = _parts.Configuration;

        if (!ReadsText)
        {
            return input.Path is { } table ? StepReader.Read(table, label, channels, needsLabels, input.Cells)
                : throw new DataFormatException(
                    $"This model reads numbers ({string.Join(", ", channels)}): pass a CSV file with these columns.");
        }

        TextLine[] lines = [.. (input.Path is { } path ? WordTable.Lines(path) : null) ?? input.ReadLines()];
        TextLine[] filled = [.. lines.Where(l => !string.IsNullOrWhiteSpace(l.Text)
            && (input.Path is null || !TokenLayout.IsPassedOver(l.Text)))];
        if (filled.Length == 0)
        {
            throw new DataFormatException(
                $"{input.Name} is empty. Pass text, one sentence per line, or one token per line with tab-separated "
                + "columns.");
        }

        if (!needsLabels && !filled[0].Text.Contains('\t') && !TokenReader.IsJson(filled[0])
            && (input.Path is not { } named
                || !(StepReader.IsFor(named) || TokenReader.AreTokens(filled, label, Labels))))
        {
            return new TokenFile(
                input.Name,
                [
                    .. lines.Select(l => new TokenSentence(TextTokens.Of(l.Text), [], l.Number))
                        .Where(s => s.Tokens.Count > 0),
                ],
                "text", "")
            {
                Notes = Optional.Of(input.Path is null ? null
                    : $"{input.Name} is read as text: each line is a sentence, and is split into tokens."),
            };
        }

        // A file without the label's column is as good as one that has it, where labels are not wanted.
        // The usual column of tokens has another name or number in files of another kind.
        TokenFile Of(string? column) => TokenReader.Read(
            lines, input.Name,
            new TokenColumns { Tokens = tokens is TagConfiguration.First or "FORM" ? null : tokens, Labels = column },
            needsLabels);
        bool Fits(TokenFile file) => file.Sentences.Any(s => s.Labels.Any(Labels.Contains));
        try
        {
            TokenFile file = Of(needsLabels ? label : null);
            if (!needsLabels || Fits(file))
            {
                return file;
            }
        }
        catch (DataFormatException fault) when (needsLabels && fault.MissingColumn == label)
        {
            // The labels may be in another column than in the training file.
        }

        TokenFile last = Of(null);
        return Fits(last)
            ? last with
            {
                Notes =
                [
                    .. last.Notes,
                    $"Column {label} has none of the model's labels: they are read from column {last.LabelColumn}.",
                ],
            }
            : throw new DataFormatException(
                $"{input.Name}: column {last.LabelColumn} has none of the model's labels "
                + $"({FigureText.Listed(Labels, ShownLabels)}). Pass a file that has them in its last column.");
    }
}
