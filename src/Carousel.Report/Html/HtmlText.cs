using System.Text;

namespace Carousel.Report.Html;

/// <summary>HTML under construction: markup is appended unchanged; text and attribute values are escaped.</summary>
internal sealed class HtmlText
{
    private readonly StringBuilder _html = new();

    /// <summary>Appends markup written by this project, never text from outside.</summary>
    public HtmlText Markup(string markup)
    {
        _html.Append(markup);
        return this;
    }

    /// <summary>Appends text, escaped for both the content of an element and a quoted attribute.</summary>
    public HtmlText Text(string text)
    {
        for (int index = 0; index < text.Length; index++)
        {
            char letter = text[index];
            switch (letter)
            {
                case '&': _html.Append("&amp;"); break;
                case '<': _html.Append("&lt;"); break;
                case '>': _html.Append("&gt;"); break;
                case '"': _html.Append("&quot;"); break;
                case '\'': _html.Append("&#39;"); break;
                case '\t' or '\n': _html.Append(letter); break;
                case '\r': break;
                case var high when char.IsHighSurrogate(high) && index + 1 < text.Length
                    && char.IsLowSurrogate(text[index + 1]):
                    _html.Append(high).Append(text[++index]);
                    break;
                case var bad when char.IsControl(bad) || char.IsSurrogate(bad): _html.Append('\uFFFD'); break;
                default: _html.Append(letter); break;
            }
        }

        return this;
    }

    /// <summary>Appends an element that contains only text; nothing if the text is empty.</summary>
    public HtmlText Element(string opening, string text, string closing) =>
        text.Length == 0 ? this : Markup(opening).Text(text).Markup(closing);

    public override string ToString() => _html.ToString();
}
