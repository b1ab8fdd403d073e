using Carousel.Translation;

namespace Carousel.Chat;

/// <summary>A conversation: remembers the last turns.</summary>
/// <param name="model">Answers; it has to outlive this.</param>
internal sealed class ChatSession(ChatModel model)
{
    private readonly List<(string Question, string Answer)> _turns = [];

    /// <summary>Answers a question.</summary>
    /// <param name="question">A line; a blank one begins a new conversation.</param>
    /// <returns>The answer; empty for a blank line.</returns>
    public string Answer(string question)
    {
        string plain = CopySlots.Plain(question);
        if (plain.Length == 0)
        {
            _turns.Clear();
            return "";
        }

        string answer = model.Answer(_turns, plain);
        _turns.Add((plain, answer));
        _turns.RemoveRange(0, Math.Max(0, _turns.Count - (model.Design.History ?? 0)));
        return answer;
    }
}
