namespace Carousel.Jobs.Reading;

/// <summary>Words that name a row of totals below a table, such as <c>Summe</c> or <c>Grand total</c>.</summary>
internal static class TotalWords
{
    private const int MostWords = 3;

    private static readonly HashSet<string> _words = Words.Of(
        "total|totals|subtotal|sum|summe|summen|gesamt|gesamtsumme|zwischensumme|endsumme|insgesamt|somme|"
        + "sommes|totaux|totale|totali|somma|totaal|totales|suma|sumas|totais|soma|summa|totalt|samlet|yhteensä|"
        + "razem|celkem|összesen|toplam|итого|всего|σύνολο|合计|总计|合計|総計|합계|총계");

    /// <summary>Whether a cell consists of a word of totals and at most two more words.</summary>
    /// <param name="cell">Its text.</param>
    public static bool IsTotal(string cell)
    {
        string[] words = cell.Split([' ', '-', ':', '=', '.', '/', '(', ')'], StringSplitOptions.RemoveEmptyEntries);
        return words.Length is > 0 and <= MostWords && words.Any(_words.Contains);
    }
}
