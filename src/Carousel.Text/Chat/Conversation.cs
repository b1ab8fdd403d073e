using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Language;

namespace Carousel.Chat;

/// <summary>
/// A model that answers line by line: one of dialogues, or a language model that continues each line.
/// </summary>
internal sealed class Conversation : IDisposable
{
    private const int LongestAnswer = 200;
    private const double Temperature = 0.8;

    private readonly ChatSession? _session;
    private readonly LanguageModel? _language;
    private readonly Generator? _generator;
    private long _line;

    /// <summary>Begins a conversation.</summary>
    /// <param name="model">The model; it has to outlive this.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="seed">The seed of the draws of a language model.</param>
    /// <exception cref="OptionException">The model is for something else.</exception>
    public Conversation(IJobModel model, string name, ulong seed)
    {
        (_session, _language) = (model is ChatModel chat ? new ChatSession(chat) : null, model as LanguageModel);
        if (_language is not null)
        {
            int[] beginning = _language.Tokenizer.Encode(_language.Prime, name);
            _generator = _language.NewGenerator(new GenerationOptions { Temperature = Temperature, Seed = seed });
            _generator.Hear(beginning.Length > 0 ? beginning : [_language.Start]);
        }
        else if (_session is null)
        {
            throw new OptionException(
                $"{name} is a model for '{model.Task}', which does not answer. Pass one of carousel chat or carousel "
                + $"language.");
        }
    }

    /// <summary>Answers a line with a line.</summary>
    public void Answer(string line, TextWriter output, CancellationToken cancellation)
    {
        _line++;
        if (_session is not null)
        {
            LineLength.Require(line, "standard input", _line);
            output.Write(_session.Answer(line));
        }
        else if (_language is not null)
        {
            int end = _language.LineEnd;
            _generator!.Say(
                _language.Tokenizer.Encode(line + (end < 0 ? "" : "\n"), $"standard input, line {_line}"),
                LongestAnswer, output, cancellation, end);
        }

        output.WriteLine();
        output.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _generator?.Dispose();
}
