using System.Text;

namespace Carousel.Architecture.Tests.Rules;

/// <summary>
/// C# source with its comments and the texts of its literals taken out; line breaks and the code inside interpolations
/// stay.
/// </summary>
internal sealed class CodeText
{
    private readonly string _source;
    private readonly StringBuilder _code = new();
    private int _at;

    private CodeText(string source) => _source = source;

    public static string Of(string source)
    {
        var text = new CodeText(source);
        while (text._at < source.Length)
        {
            text.TakeOne();
        }

        return text._code.ToString();
    }

    private void TakeOne()
    {
        if (Sees("//"))
        {
            SkipTo("\n", inclusive: false);
        }
        else if (Sees("/*"))
        {
            SkipTo("*/", inclusive: true);
        }
        else if (_source[_at] == '\'')
        {
            SkipCharacter();
        }
        else if (StringStart() is (int dollars, bool isVerbatim, int quoteAt))
        {
            _at = quoteAt;
            SkipString(dollars, isVerbatim);
        }
        else
        {
            _code.Append(_source[_at++]);
        }
    }

    private (int Dollars, bool IsVerbatim, int QuoteAt)? StringStart()
    {
        int at = _at;
        int dollars = 0;
        bool isVerbatim = false;
        while (at < _source.Length && _source[at] is '$' or '@')
        {
            dollars += _source[at] == '$' ? 1 : 0;
            isVerbatim |= _source[at] == '@';
            at++;
        }

        return at < _source.Length && _source[at] == '"' ? (dollars, isVerbatim, at) : null;
    }

    private void SkipString(int dollars, bool isVerbatim)
    {
        int quotes = RunOf('"');
        bool isRaw = quotes >= 3 && !isVerbatim;
        if (quotes == 2)
        {
            _at += 2;
            _code.Append("\"\"");
            return;
        }

        _at += isRaw ? quotes : 1;
        _code.Append('"');
        while (_at < _source.Length)
        {
            int run = RunOf('"');
            if (isRaw ? run >= quotes : run % 2 == 1 || (run > 0 && !isVerbatim))
            {
                _at += isRaw || isVerbatim ? run : 1;
                break;
            }

            int braces = dollars > 0 ? RunOf('{') : 0;
            if (run > 0)
            {
                _at += run;
            }
            else if (isRaw ? braces >= dollars && braces > 0 : braces % 2 == 1)
            {
                _at += braces;
                TakeHole();
            }
            else if (braces > 0)
            {
                _at += braces;
            }
            else if (_source[_at] == '\\' && !isRaw && !isVerbatim)
            {
                _at += 2;
            }
            else
            {
                KeepLineBreak();
            }
        }

        _code.Append('"');
    }

    /// <summary>The code between the braces of an interpolation.</summary>
    private void TakeHole()
    {
        _code.Append('{');
        int depth = 1;
        while (_at < _source.Length && depth > 0)
        {
            depth += _source[_at] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth > 0)
            {
                TakeOne();
            }
            else
            {
                _at++;
                _code.Append('}');
            }
        }
    }

    private void SkipCharacter()
    {
        _code.Append("''");
        _at++;
        while (_at < _source.Length && _source[_at] is not ('\'' or '\n'))
        {
            _at += _source[_at] == '\\' ? 2 : 1;
        }

        _at++;
    }

    private void SkipTo(string end, bool inclusive)
    {
        int found = _source.IndexOf(end, _at, StringComparison.Ordinal);
        int stop = found < 0 ? _source.Length : found + (inclusive ? end.Length : 0);
        while (_at < stop)
        {
            KeepLineBreak();
        }
    }

    private void KeepLineBreak()
    {
        if (_source[_at] == '\n')
        {
            _code.Append('\n');
        }

        _at++;
    }

    private bool Sees(string text) => string.CompareOrdinal(_source, _at, text, 0, text.Length) == 0;

    private int RunOf(char character)
    {
        int end = _at;
        while (end < _source.Length && _source[end] == character)
        {
            end++;
        }

        return end - _at;
    }
}
