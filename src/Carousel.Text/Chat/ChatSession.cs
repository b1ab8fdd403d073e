using Carousel.Translation;

namespace Carousel.Chat;

/// <summary>A conversation: remembers the last turns.</summary>
/// <remarks>Not thread-safe.</remarks>
public sealed class ChatSession
{
    private readonly ChatModel _model;
    private readonly int _history;
    private readonly List<(string Question, string Answer)> _turns = [];

    internal ChatSession(ChatModel model, int history) => (_model, _history) = (model, history);

    /// <summary>Answers a question.</summary>
    /// <param name="question">A line; a blank one begins a new conversation.</param>
    /// <returns>The answer; empty for a blank line.</returns>
    public string Answer(string question)
    {
        ArgumentNullException.ThrowIfNull(question);
        string plain = CopySlots.Plain(question);
        if (plain.Length == 0)
        {
            _turns.Clear();
            return "";
        }

        string answer = _model.Translate([ChatData.Joined(_turns.TakeLast(_history), plain)])[0];
        _turns.Add((plain, answer));
        return answer;
    }
}
